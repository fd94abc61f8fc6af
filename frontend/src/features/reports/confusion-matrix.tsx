import { Box, Group, Table, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "@/features/reports/confusion-matrix.module.css";
import { useFormat } from "@/i18n/use-language";

interface Props {
  labels: string[];
  counts: number[][];
}

const NUMBERS_FIT = 10;
const MISTAKES_SHOWN = 8;

/** Truth by answer; for many classes a heat map, with the most frequent mistakes in words. */
export function ConfusionMatrix({ labels, counts }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const roomy = labels.length <= NUMBERS_FIT;
  const mistakes = frequentMistakes(labels, counts);
  return (
    <Group align="flex-start" gap="lg">
      <Box className={classes.scroll} tabIndex={0} role="region" aria-label={t("report.confusion")}>
        <Text size="xs" c="dimmed" mb={4}>
          {t("report.answer")} →
        </Text>
        <table className={classes.matrix} data-roomy={roomy}>
          <thead>
            <tr>
              <th className={classes.corner}>{t("report.truth")} ↓</th>
              {labels.map((label) => (
                <th key={label} scope="col" title={label}>
                  {roomy ? label : <span className={classes.upright}>{label}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((truth, row) => {
              const total = (counts[row] ?? []).reduce((sum, count) => sum + count, 0);
              return (
                <tr key={truth}>
                  <th scope="row">{truth}</th>
                  {labels.map((answer, column) => (
                    <Cell
                      key={answer}
                      count={counts[row]?.[column] ?? 0}
                      share={total === 0 ? 0 : (counts[row]?.[column] ?? 0) / total}
                      roomy={roomy}
                      title={(n, share) => t("report.confusionCell", { truth, answer, n, share })}
                    />
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Box>
      {!roomy && mistakes.length > 0 && (
        <Table w="auto" className="numeric">
          <Table.Caption>{t("report.mistakes")}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("report.truth")}</Table.Th>
              <Table.Th>{t("report.answer")}</Table.Th>
              <Table.Th ta="right">{t("report.count")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {mistakes.slice(0, MISTAKES_SHOWN).map(({ truth, answer, count }) => (
              <Table.Tr key={`${truth} ${answer}`}>
                <Table.Td>{truth}</Table.Td>
                <Table.Td>{answer}</Table.Td>
                <Table.Td ta="right">{format.number(count)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Group>
  );
}

interface CellProps {
  count: number;
  share: number;
  roomy: boolean;
  title: (n: string, share: string) => string;
}

function Cell({ count, share, roomy, title }: CellProps) {
  const format = useFormat();
  const text = title(format.number(count, 0), format.percent(share));
  const strength = Math.round(Math.sqrt(share) * 100);
  const background = `color-mix(in srgb, var(--ch-heat) ${String(strength)}%, transparent)`;
  if (!roomy) return <td title={text} style={{ background }} aria-label={text} />;
  return (
    <Tooltip label={text}>
      <td style={{ background }} data-strong={share > 0.4}>
        {format.number(count, 0)}
        <span className={classes.share}>{format.percent(share)}</span>
      </td>
    </Tooltip>
  );
}

function frequentMistakes(labels: string[], counts: number[][]) {
  return labels
    .flatMap((truth, row) =>
      labels.map((answer, column) => ({ truth, answer, count: row === column ? 0 : (counts[row]?.[column] ?? 0) })),
    )
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}
