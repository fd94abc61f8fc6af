import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { JobStatus } from "@/api/types";

const LOOKS = {
  queued: { color: "gray", mark: "○" },
  running: { color: "blue", mark: "◐" },
  canceling: { color: "orange", mark: "◑" },
  succeeded: { color: "green", mark: "✓" },
  failed: { color: "red", mark: "✕" },
  canceled: { color: "gray", mark: "–" },
  expired: { color: "gray", mark: "⧖" },
} as const;

/** A job's status, by word, mark and colour. */
export function StatusBadge({ status, testId }: { status: JobStatus; testId?: string }) {
  const { t } = useTranslation();
  const { color, mark } = LOOKS[status];
  return (
    <Badge
      color={color}
      variant="light"
      tt="none"
      leftSection={<span aria-hidden="true">{mark}</span>}
      data-testid={testId}
      data-status={status}
      style={{ flexShrink: 0, minWidth: "max-content" }}
    >
      {t(`status.${status}`)}
    </Badge>
  );
}
