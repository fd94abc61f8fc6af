import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Claim } from "@/api/types";

const LOOKS = {
  holds: { color: "green", mark: "✓" },
  fails: { color: "red", mark: "✕" },
  not_measured: { color: "gray", mark: "○" },
  data_missing: { color: "gray", mark: "–" },
} as const;

/** Whether a sentence holds, by word, mark and colour. */
export function HoldsBadge({ verdict }: { verdict: Claim["verdict"] }) {
  const { t } = useTranslation();
  const { color, mark } = LOOKS[verdict];
  return (
    <Badge
      color={color}
      variant="light"
      tt="none"
      leftSection={<span aria-hidden="true">{mark}</span>}
      data-testid="holds"
      data-verdict={verdict}
      style={{ flexShrink: 0, minWidth: "max-content" }}
    >
      {t(`claims.verdict.${verdict}`)}
    </Badge>
  );
}
