import { Text } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { tookSeconds } from "@/features/jobs/took";
import { useFormat } from "@/i18n/use-language";

/** How long a job has been running, and which attempt this is. */
export function Elapsed({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 1000, { autoInvoke: true });
  const elapsed = tookSeconds(job, now);
  return (
    <Text size="sm" c="dimmed" className="numeric" data-testid="elapsed">
      {elapsed !== undefined && `${t("progress.elapsed")} ${format.seconds(Math.max(1, Math.floor(elapsed)))}`}
      {job.attempt > 1 && ` · ${t("job.attempt", { attempt: job.attempt, max: job.max_attempts })}`}
    </Text>
  );
}
