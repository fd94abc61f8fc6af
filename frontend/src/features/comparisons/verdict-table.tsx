import { Badge, List, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Finding } from "@/api/types";
import { HoldsBadge } from "@/features/comparisons/holds-badge";
import { useFormat, useWords } from "@/i18n/use-language";

/** Each statement with what the runs say: word, mark and figure. */
export function VerdictTable({ findings, goingOn }: { findings: Finding[]; goingOn: boolean }) {
  const { t } = useTranslation();
  if (findings.length === 0) return <Text c="dimmed">{goingOn ? t("lab.verdictWaiting") : t("lab.verdictNone")}</Text>;
  return (
    <List listStyleType="none" spacing="sm" data-testid="verdict">
      {findings.map((finding) => (
        <List.Item key={finding.id} data-testid={`finding-${finding.id}`} data-holds={String(finding.holds)}>
          <OneFinding finding={finding} />
        </List.Item>
      ))}
    </List>
  );
}

function OneFinding({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const seeds = finding.values.length;
  const change = finding.bound === 0;
  const shown = (value: number) => `${change && value > 0 ? "+" : ""}${format.number(value)}`;
  return (
    <Stack gap={2}>
      <Text component="div" size="sm">
        <HoldsBadge verdict={finding.holds === null ? "not_measured" : finding.holds ? "holds" : "fails"} /> {words(finding.statement)}{" "}
        {finding.source && (
          <Badge variant="outline" color="gray" size="sm" tt="none" c="dimmed">
            {finding.source}
          </Badge>
        )}
      </Text>
      {finding.mean !== null && (
        <Text size="xs" c="dimmed" className="numeric">
          {t(change ? "lab.difference" : "lab.measured", { value: shown(finding.mean) })}
          {seeds > 1 && ` · ${t("lab.agreeing", { n: finding.agreeing, of: seeds })}`}
        </Text>
      )}
    </Stack>
  );
}
