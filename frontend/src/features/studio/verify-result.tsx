import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { isNotFound } from "@/api/problem";
import { ErrorNotice } from "@/components/error-notice";
import { AnchorLink } from "@/components/links";
import { VerdictView } from "@/features/studio/verdict-view";
import { useVerdict } from "@/features/studio/use-verdict";

/** Makes a result again from the receipt in its PNG, and says whether the pixels are the same. */
export function VerifyResult({ url }: { url: string }) {
  const { t } = useTranslation();
  const verdict = useVerdict();
  const file = useQuery({
    queryKey: ["file", url],
    queryFn: async ({ signal }) => (await fetch(url, { signal })).blob(),
    enabled: false,
  });
  const busy = verdict.state === "sending" || verdict.state === "computing" || file.isFetching;

  async function check() {
    const { data } = await file.refetch();
    if (data) verdict.ask(data);
  }

  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => void check()} disabled={busy} data-testid="verify">
          {t("verify.check")}
        </Button>
        {busy && <Loader size="xs" aria-label={t("verify.computing")} />}
        {!busy && verdict.state === "asked" && (
          <Text size="xs" c="dimmed">
            {t("verify.help")} <AnchorLink to="/verify" size="xs">{t("verify.openPage")}</AnchorLink>
          </Text>
        )}
      </Group>
      {verdict.error && !isNotFound(verdict.error) && <ErrorNotice error={verdict.error} title={t("verify.refused")} />}
      <VerdictView verdict={verdict} brief />
    </Stack>
  );
}
