import { Alert, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";

/** Why a job failed, in its own words, and what to do. */
export function JobError({ error }: { error: NonNullable<Job["error"]> }) {
  const { t } = useTranslation();
  return (
    <Alert color="red" variant="light" title={t("job.error")} role="alert" data-testid="job-error">
      <Text size="sm" className="long-text" c="var(--mantine-color-text)">
        {error.detail}{" "}
        <Text span ff="monospace" size="xs" c="dimmed">
          {error.code}
        </Text>
      </Text>
      <Text size="sm" mt={6} c="var(--mantine-color-text)">
        {t("job.errorHelp")}
      </Text>
    </Alert>
  );
}
