import { SimpleGrid, Skeleton, Stack, Table, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { Panel } from "@/components/panel";
import { PictureGrid } from "@/features/actions/picture-grid";
import { pictureSource } from "@/features/data-sets/samples";
import { readHorizon } from "@/features/reports/horizon";
import { useFormat } from "@/i18n/use-language";
import { at, isRecord, numberAt, numericEntries, textAt, textsAt } from "@/lib/json";

const HorizonChart = lazy(() => import("@/features/reports/horizon-chart"));

/** What reports of series and photos hold beside figures: errors by horizon, gaps, samples. */
export function DataReport({ report, recipe }: { report: unknown; recipe: Recipe | undefined }) {
  const { t } = useTranslation();
  const horizon = readHorizon(report);
  const gaps = at(report, "gaps");
  const samples = at(report, "samples");
  return (
    <>
      {horizon.length > 1 && (
        <Panel title={t("temperature.horizon")} help={t("temperature.horizonHelp")}>
          <Suspense fallback={<Skeleton height={260} />}>
            <HorizonChart rows={horizon} unit={textAt(report, "headline", "unit") ?? recipe?.headline?.unit ?? ""} />
          </Suspense>
        </Panel>
      )}
      {isRecord(gaps) && (
        <Panel title={t("reports.gaps")} help={t("reports.gapsHelp")} testId="gaps">
          <Gaps gaps={gaps} />
        </Panel>
      )}
      {isRecord(samples) && (
        <Panel title={t("reports.samples")} help={t("reports.samplesHelp")} testId="photo-samples">
          <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }}>
            {Object.keys(samples).map((label) => (
              <Stack key={label} gap={4}>
                <Text size="sm" fw={600} truncate>
                  {label}
                </Text>
                <PictureGrid
                  sources={textsAt(samples, label).map(pictureSource)}
                  columns={4}
                  alt={(index) => t("reports.sampleOf", { label, n: index + 1 })}
                />
              </Stack>
            ))}
          </SimpleGrid>
        </Panel>
      )}
    </>
  );
}

function Gaps({ gaps }: { gaps: unknown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const missing = numericEntries(at(gaps, "missing_values")).filter(([, count]) => count > 0);
  const leftOut = textsAt(gaps, "columns_left_out");
  const rows: [string, string][] = [
    [t("reports.missingRows"), format.number(numberAt(gaps, "missing_rows"), 0)],
    ...missing.map(([name, count]): [string, string] => [t("reports.missingOf", { name }), format.number(count, 0)]),
    [t("reports.filled"), format.number(numberAt(gaps, "filled"), 0)],
    [t("reports.rule"), textAt(gaps, "rule") ?? t("reports.none")],
    [t("reports.columnsLeftOut"), leftOut.length > 0 ? leftOut.join(", ") : t("reports.none")],
  ];
  return (
    <Table className="numeric" maw="34rem" verticalSpacing={4}>
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th fw={500}>{name}</Table.Th>
            <Table.Td ta="right">{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
