import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { JobStream } from "@/features/jobs/use-job-stream";
import { useFormat } from "@/i18n/use-language";
import { POLL_EVERY_MS } from "@/lib/event-stream";

/** Whether what is shown follows the job live. */
export function StreamBadge({ state }: { state: JobStream["state"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = {
    connecting: t("app.connecting"),
    live: t("job.live"),
    reconnecting: t("job.reconnecting"),
    polling: t("job.polling", { duration: format.seconds(POLL_EVERY_MS / 1000) }),
    closed: t("job.ended"),
  }[state];
  return (
    <Text size="xs" c="dimmed" role="status" data-testid="stream-state" data-state={state}>
      {state === "live" ? "● " : "○ "}
      {text}
    </Text>
  );
}
