import { Button, Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/error-notice";
import { estimateQuery } from "@/features/jobs/queries";
import type { Studio } from "@/features/studio/use-studio";
import { useFormat } from "@/i18n/use-language";

/** Starts a run, and says beforehand how long it will take. */
export function StartButton({ studio, label, testId }: { studio: Studio; label: string; testId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [settled] = useDebouncedValue(studio.wish, 400);
  const estimate = useQuery({ ...estimateQuery(settled), enabled: studio.sound, placeholderData: keepPreviousData });
  const seconds = estimate.data?.cost_s ?? studio.recipe.estimate_s;
  const ahead = estimate.data?.ahead_cost_s ?? 0;
  return (
    <Stack gap="xs">
      <Group gap="md">
        <Button size="md" onClick={studio.start} loading={studio.starting} disabled={!studio.sound} data-testid={testId}>
          {label}
        </Button>
        <Text size="sm" c="dimmed" className="numeric" data-testid="estimate">
          {t("studio.takes", { duration: format.seconds(seconds) })}
          {estimate.data && ` (${t("train.estimateMost", { duration: format.seconds(estimate.data.p90_s) })})`}
          {ahead > 0 && ` · ${t("progress.ahead", { duration: format.seconds(ahead) })}`}
        </Text>
      </Group>
      {!studio.sound && (
        <Text size="sm" c="var(--mantine-color-error)" role="status">
          {t("train.fixFields")}
        </Text>
      )}
      {studio.error && <ErrorNotice error={studio.error} title={t("studio.refused")} onRetry={studio.start} />}
    </Stack>
  );
}
