import { Box, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "@/features/jobs/job-log.module.css";
import type { LogLine } from "@/features/jobs/job-live";

/** What the job wrote, oldest first. */
export function JobLog({ lines }: { lines: LogLine[] }) {
  const { t } = useTranslation();
  if (lines.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("job.logsEmpty")}
      </Text>
    );
  }
  return (
    <Box className={classes.log} tabIndex={0} role="log" aria-label={t("job.logs")} data-testid="log">
      {lines.map((line) => (
        <div key={line.seq} className={classes.line} data-level={line.level}>
          <span className={classes.time}>{line.at?.slice(11, 19)}</span> {line.level === "info" ? "" : `${line.level}: `}
          {line.message}
        </div>
      ))}
    </Box>
  );
}
