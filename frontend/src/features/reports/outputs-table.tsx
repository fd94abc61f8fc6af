import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { baselineOf, isBaselineOfAnother } from "@/features/reports/headline-of";
import { useMetricNames } from "@/features/reports/metric-names";
import type { Report } from "@/features/reports/report";

/** The figures of each predicted number, with the simplest answer's in brackets. */
export function OutputsTable({ outputs, recipe }: { outputs: Report["outputs"]; recipe: Recipe | undefined }) {
  const { t } = useTranslation();
  const names = useMetricNames(recipe);
  const first = Object.fromEntries(outputs[0]?.figures ?? []);
  const columns = Object.keys(first).filter((metric) => !isBaselineOfAnother(first, metric));
  return (
    <Table.ScrollContainer minWidth={320} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table className="numeric" data-testid="outputs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("report.output")}</Table.Th>
            {columns.map((metric) => (
              <Table.Th key={metric} ta="right">
                {names.title(metric)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {outputs.map(({ name, figures }) => {
            const values = Object.fromEntries(figures);
            return (
              <Table.Tr key={name}>
                <Table.Td className="long-text">{name}</Table.Td>
                {columns.map((metric) => {
                  const value = values[metric];
                  const baseline = baselineOf(values, metric);
                  return (
                    <Table.Td key={metric} ta="right">
                      {value === undefined ? "–" : names.show(metric, value)}
                      {baseline !== undefined && ` (${names.show(metric, baseline)})`}
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
