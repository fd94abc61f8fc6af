import { Alert, Button, Group, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/error-notice";
import type { Profile } from "@/features/data-sets/profile";
import { useSaveDataSet } from "@/features/data-sets/queries";
import type { OwnFile } from "@/features/data-sets/use-own-file";
import { nameOf } from "@/features/text/store-text";

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

interface Props {
  file: OwnFile;
  upload: string;
  profile: Profile;
}

/** Names what was checked and keeps it; then the data set's own page opens. */
export function SaveDataSet({ file, upload, profile }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const save = useSaveDataSet();
  const [name, setName] = useState(() => nameOf(file.fileName, new Date()));
  const unfit = profile.problems.some(({ severity }) => severity === "error");
  const sound = NAME.test(name);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!sound) return;
        save.mutate(
          { name, upload, format: file.format },
          {
            onSuccess: (saved) => {
              notifications.show({ message: t("own.saved", { name: saved.name }) });
              void navigate({ to: "/data", search: { name: saved.name } });
            },
          },
        );
      }}
    >
      {unfit && (
        <Alert color="orange" variant="light" mb="sm" role="note">
          <Text size="sm" c="var(--mantine-color-text)">
            {t("own.unfit")}
          </Text>
        </Alert>
      )}
      <Group align="flex-start" gap="sm">
        <TextInput
          label={t("own.name")}
          description={t("train.modelRule")}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
            save.reset();
          }}
          error={sound ? undefined : t("train.modelRule")}
          style={{ flex: "1 1 16rem" }}
          maw="26rem"
          inputWrapperOrder={["label", "input", "error", "description"]}
          data-testid="data-set-name"
        />
        <Button type="submit" mt="1.55rem" loading={save.isPending} disabled={!sound} data-testid="save-data-set">
          {t("own.save")}
        </Button>
      </Group>
      {save.isError && (
        <div style={{ marginTop: "0.75rem" }}>
          <ErrorNotice error={save.error} title={t("own.notSaved")} />
        </div>
      )}
    </form>
  );
}
