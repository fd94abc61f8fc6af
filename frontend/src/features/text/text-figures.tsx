import { Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Version } from "@/api/types";
import { Panel } from "@/components/panel";
import { versionQuery } from "@/features/actions/queries";
import { readRivals, readSampled, type Sampled } from "@/features/text/figures";
import { useFormat } from "@/i18n/use-language";

/** Nats, bits and perplexity on text never trained on, beside guessing and counting. */
export function TextFigures({ model, version }: { model: string; version: Version }) {
  const { t } = useTranslation();
  const format = useFormat();
  const whole = useQuery(versionQuery(model, version.version));
  const rivals = readRivals(version.metrics, whole.data?.report);
  const sampled = readSampled(whole.data?.report);
  const called = (name: string) => {
    if (name === "network") return t("text.network");
    if (name === "uniform") return t("text.uniform");
    return t("text.ngram", { name });
  };
  return (
    <Panel title={t("text.figures")} help={t("text.figuresHelp")} testId="text-figures">
      <Stack gap="md">
        <Table.ScrollContainer minWidth={270}>
          <Table withRowBorders={false} verticalSpacing={4} horizontalSpacing={6} fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("text.predictor")}</Table.Th>
                <Table.Th ta="end">{t("text.nats")}</Table.Th>
                <Table.Th ta="end">{t("text.bits")}</Table.Th>
                <Table.Th ta="end">{t("text.perplexity")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rivals.map(({ name, nats }) => (
                <Table.Tr key={name} fw={name === "network" ? 650 : undefined} className="numeric">
                  <Table.Td>{called(name)}</Table.Td>
                  <Table.Td ta="end">{format.number(nats, 3)}</Table.Td>
                  <Table.Td ta="end">{format.number(nats / Math.LN2, 3)}</Table.Td>
                  <Table.Td ta="end">{format.number(Math.exp(nats), 2)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {sampled.length > 0 && <SampledTable rows={sampled} />}
      </Stack>
    </Panel>
  );
}

function SampledTable({ rows }: { rows: Sampled[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div>
      <Text size="sm" fw={600}>
        {t("text.sampled")}
      </Text>
      <Text size="xs" c="dimmed" mb={4}>
        {t("text.sampledHelp")}
      </Text>
      <Table.ScrollContainer minWidth={280}>
        <Table withRowBorders={false} verticalSpacing={4} horizontalSpacing={6} fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("text.temperature")}</Table.Th>
              <Table.Th ta="end">{t("text.distinct")}</Table.Th>
              <Table.Th ta="end">{t("text.knownWords")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ temperature, distinct, known }) => (
              <Table.Tr key={temperature} className="numeric">
                <Table.Td>{temperature === 0 ? t("text.greedy") : format.number(temperature, 1)}</Table.Td>
                <Table.Td ta="end">{format.percent(distinct, 1)}</Table.Td>
                <Table.Td ta="end">{format.percent(known, 1)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}
