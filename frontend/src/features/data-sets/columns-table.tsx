import { Badge, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ProfileColumn } from "@/features/data-sets/profile";
import { useFormat } from "@/i18n/use-language";
import en from "@/i18n/en.json";

interface Props {
  columns: ProfileColumn[];
  rows: number | undefined;
  /** Marked as what a model should learn to answer. */
  targets: string[];
}

type TypeName = keyof typeof en.own.types;
const TOP_SHOWN = 3;

function isTypeName(type: string): type is TypeName {
  return type in en.own.types;
}

/** A row a column: what it holds, how much is missing, and what its values are like. */
export function ColumnsTable({ columns, rows, targets }: Props) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={520} mah={420} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table className="numeric" stickyHeader verticalSpacing={6} data-testid="columns">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("own.column")}</Table.Th>
            <Table.Th>{t("own.type")}</Table.Th>
            <Table.Th ta="right">{t("own.missing")}</Table.Th>
            <Table.Th ta="right">{t("own.distinct")}</Table.Th>
            <Table.Th>{t("own.range")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.map((column) => (
            <ColumnRow key={column.name} column={column} rows={rows} isTarget={targets.includes(column.name)} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function ColumnRow({ column, rows, isTarget }: { column: ProfileColumn; rows: number | undefined; isTarget: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, type, missing, distinct, min, max, top } = column;
  const share = rows ? ` · ${format.percent(missing / rows)}` : "";
  const values = top.slice(0, TOP_SHOWN).map(({ label, rows: n }) => `${label} (${format.number(n, 0)})`);
  return (
    <Table.Tr>
      <Table.Td className="long-text">
        {name}{" "}
        {isTarget && (
          <Badge size="sm" variant="light" tt="none">
            {t("own.target")}
          </Badge>
        )}
      </Table.Td>
      <Table.Td>{isTypeName(type) ? t(`own.types.${type}`) : type}</Table.Td>
      <Table.Td ta="right">
        <Text span size="sm" c={missing > 0 ? "var(--ch-line-book)" : "dimmed"} fw={missing > 0 ? 600 : 400}>
          {format.number(missing, 0)}
          {missing > 0 && share}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{distinct === undefined ? "–" : format.number(distinct, 0)}</Table.Td>
      <Table.Td className="long-text">
        {min !== undefined && max !== undefined
          ? t("own.fromTo", { min: format.number(min), max: format.number(max) })
          : values.join(", ")}
        {distinct !== undefined && values.length > 0 && distinct > values.length && min === undefined && " …"}
      </Table.Td>
    </Table.Tr>
  );
}
