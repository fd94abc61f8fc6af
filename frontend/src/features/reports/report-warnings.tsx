import { Alert, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Report } from "@/features/reports/report";
import { useWords } from "@/i18n/use-language";

/** What must be known before a figure is trusted, in the training's own words. */
export function ReportWarnings({ warnings }: { warnings: Report["warnings"] }) {
  const { t } = useTranslation();
  const words = useWords();
  if (warnings.length === 0) return null;
  return (
    <Alert variant="light" color="orange" title={t("report.warnings")} role="note" data-testid="report-warnings">
      {warnings.map(({ code, words: text }, index) => (
        <Text key={`${code} ${String(index)}`} size="sm" c="var(--mantine-color-text)" className="long-text">
          {words(text)}
        </Text>
      ))}
    </Alert>
  );
}
