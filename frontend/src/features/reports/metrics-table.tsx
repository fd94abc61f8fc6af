import { Badge, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { baselineOf, headlineOf, isBaselineOfAnother } from "@/features/reports/headline-of";
import { useMetricNames } from "@/features/reports/metric-names";
import { useFormat, useWords } from "@/i18n/use-language";
import { numericEntries, textAt } from "@/lib/json";

interface Props {
  metrics: unknown;
  /** The version's report: it may name another headline than the recipe, and why. */
  report?: unknown;
  /** The name of the data set, which the book's figure is compared with. */
  dataSet?: string | undefined;
  recipe: Recipe | undefined;
}

/** The figures of a version; the headline first, with the simplest answer and the book's figure beside it. */
export function MetricsTable({ metrics, report, recipe, dataSet }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const names = useMetricNames(recipe, report);
  const headline = headlineOf(report, recipe);
  const ownHeadline = textAt(report, "headline", "metric") !== undefined;
  const book = headline?.book_figure ?? undefined;
  const rows = numericEntries(metrics)
    .filter(([metric]) => !isBaselineOfAnother(metrics, metric))
    .sort(([a], [b]) => Number(b === headline?.metric) - Number(a === headline?.metric));
  const baselines = new Map(rows.map(([metric]) => [metric, baselineOf(metrics, metric)]));
  const hasBaseline = [...baselines.values()].some((value) => value !== undefined);
  const bookData = ownHeadline ? dataSet : recipe?.data_sets[0];
  return (
    <Table data-testid="metrics">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("job.metric")}</Table.Th>
          <Table.Th ta="right">{t("job.value")}</Table.Th>
          {hasBaseline && (
            <Table.Th ta="right" title={t("report.baselineHelp")}>
              {t("report.baseline")}
            </Table.Th>
          )}
          {book !== undefined && <Table.Th ta="right">{t("job.book")}</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody className="numeric">
        {rows.map(([metric, value]) => {
          const isHeadline = metric === headline?.metric;
          const baseline = baselines.get(metric);
          return (
            <Table.Tr key={metric} data-testid={isHeadline ? "headline-row" : undefined}>
              <Table.Td fw={isHeadline ? 700 : undefined}>
                {names.title(metric)}
                {isHeadline && headline.reason && (
                  <Text size="xs" c="dimmed" fw={400} maw="34rem" data-testid="headline-reason">
                    {words(headline.reason)}
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="right" fw={isHeadline ? 700 : undefined}>
                {names.show(metric, value)}
              </Table.Td>
              {hasBaseline && (
                <Table.Td ta="right" c="dimmed" data-testid={isHeadline ? "headline-baseline" : undefined}>
                  {baseline !== undefined && names.show(metric, baseline)}
                </Table.Td>
              )}
              {book !== undefined && (
                <Table.Td ta="right">
                  {isHeadline && (
                    <>
                      {format.figure(book, headline.unit)}{" "}
                      <Badge variant="outline" color="gray" size="sm" tt="none" c="dimmed">
                        {[headline.book_source, bookData].filter(Boolean).join(" · ")}
                      </Badge>
                    </>
                  )}
                </Table.Td>
              )}
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
