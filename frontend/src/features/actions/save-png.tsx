import { Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/error-notice";
import { AnchorLink } from "@/components/links";
import { performPng } from "@/features/actions/perform";
import type { JsonRecord } from "@/lib/json";

interface Props {
  model: string;
  action: string;
  body: JsonRecord;
  testId?: string;
  withVerify?: boolean;
}

/** Saves an action's pictures as one PNG whose receipt the verify page can check. */
export function SavePng({ model, action, body, testId = "download-png", withVerify = false }: Props) {
  const { t } = useTranslation();
  const save = useMutation({
    mutationFn: () => performPng(model, action, body),
    onSuccess: (blob) => saveFile(blob, `${model}-${action}.png`),
  });
  return (
    <>
      <Group gap="sm">
        <Button size="xs" variant="default" loading={save.isPending} onClick={() => save.mutate()} data-testid={testId}>
          {t("act.savePng")}
        </Button>
        {withVerify && (
          <AnchorLink to="/verify" size="sm">
            {t("act.verify")}
          </AnchorLink>
        )}
      </Group>
      {save.isError && <ErrorNotice error={save.error} onRetry={() => save.mutate()} />}
    </>
  );
}

function saveFile(blob: Blob, name: string) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
