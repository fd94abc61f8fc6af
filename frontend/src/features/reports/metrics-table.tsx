import { Badge, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { useMetricNames } from "@/features/reports/metric-names";
import { useFormat } from "@/i18n/use-language";
import { numericEntries } from "@/lib/json";

/** The figures of a version; the headline first, beside the book's. */
export function MetricsTable({ metrics, recipe }: { metrics: unknown; recipe: Recipe | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useMetricNames(recipe);
  const headline = recipe?.headline;
  const rows = numericEntries(metrics).sort(([a], [b]) => Number(b === headline?.metric) - Number(a === headline?.metric));
  return (
    <Table data-testid="metrics">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("job.metric")}</Table.Th>
          <Table.Th ta="right">{t("job.value")}</Table.Th>
          <Table.Th ta="right">{t("job.book")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody className="numeric">
        {rows.map(([metric, value]) => (
          <Table.Tr key={metric}>
            <Table.Td fw={metric === headline?.metric ? 700 : undefined}>{names.title(metric)}</Table.Td>
            <Table.Td ta="right">{names.show(metric, value)}</Table.Td>
            <Table.Td ta="right">
              {metric === headline?.metric && (
                <>
                  {format.figure(headline.book_figure, headline.unit)}{" "}
                  <Badge variant="outline" color="gray" size="sm" tt="none" c="dimmed">
                    {headline.book_source} · {recipe?.data_sets[0]}
                  </Badge>
                </>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
