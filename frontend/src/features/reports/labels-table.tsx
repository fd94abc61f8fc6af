import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Report } from "@/features/reports/report";
import { useFormat } from "@/i18n/use-language";

/** Precision, recall and average precision of each label, the most frequent first. */
export function LabelsTable({ labels, testId }: { labels: Report["labels"]; testId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sorted = [...labels].sort((a, b) => b.rows - a.rows);
  const ranked = labels.some(({ averagePrecision }) => averagePrecision !== undefined);
  return (
    <Table.ScrollContainer minWidth={360} mah={420} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table className="numeric" stickyHeader data-testid={testId}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("report.class")}</Table.Th>
            <Table.Th ta="right">{t("report.precision")}</Table.Th>
            <Table.Th ta="right">{t("report.recall")}</Table.Th>
            {ranked && <Table.Th ta="right">{t("report.averagePrecision")}</Table.Th>}
            <Table.Th ta="right">{t("report.support")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map(({ label, precision, recall, averagePrecision, rows }) => (
            <Table.Tr key={label}>
              <Table.Td className="long-text">{label}</Table.Td>
              <Table.Td ta="right">{format.percent(precision)}</Table.Td>
              <Table.Td ta="right">{format.percent(recall)}</Table.Td>
              {ranked && <Table.Td ta="right">{format.percent(averagePrecision)}</Table.Td>}
              <Table.Td ta="right">{format.number(rows, 0)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
