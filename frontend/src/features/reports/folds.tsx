import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { useMetricNames } from "@/features/reports/metric-names";
import type { Fold } from "@/features/reports/report";

/** Each fold's figures, a row a fold. */
export function Folds({ folds, recipe }: { folds: Fold[]; recipe: Recipe | undefined }) {
  const { t } = useTranslation();
  const names = useMetricNames(recipe);
  const columns = [...new Set(folds.flatMap(({ figures }) => figures.map(([name]) => name)))];
  return (
    <Table.ScrollContainer minWidth={320} mah={290} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table className="numeric" stickyHeader verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("report.fold")}</Table.Th>
            {columns.map((name) => (
              <Table.Th key={name} ta="right">
                {names.title(name)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {folds.map(({ pass, fold, figures }) => {
            const values = new Map(figures);
            return (
              <Table.Tr key={`${String(pass)} ${String(fold)}`}>
                <Table.Td>{pass === undefined ? t("report.foldN", { n: fold }) : t("report.passFold", { pass, n: fold })}</Table.Td>
                {columns.map((name) => {
                  const value = values.get(name);
                  return (
                    <Table.Td key={name} ta="right">
                      {value === undefined ? "–" : names.show(name, value)}
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
