import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Report } from "@/features/reports/report";
import { useFormat } from "@/i18n/use-language";

/** Precision and recall of each class, the largest first. */
export function Topics({ topics }: { topics: Report["topics"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sorted = [...topics].sort((a, b) => b.rows - a.rows);
  return (
    <Table.ScrollContainer minWidth={320} mah={420} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table className="numeric" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("report.class")}</Table.Th>
            <Table.Th ta="right">{t("report.precision")}</Table.Th>
            <Table.Th ta="right">{t("report.recall")}</Table.Th>
            <Table.Th ta="right">{t("report.support")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map(({ label, precision, recall, rows }) => (
            <Table.Tr key={label}>
              <Table.Td>{label}</Table.Td>
              <Table.Td ta="right">{format.percent(precision)}</Table.Td>
              <Table.Td ta="right">{format.percent(recall)}</Table.Td>
              <Table.Td ta="right">{format.number(rows, 0)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
