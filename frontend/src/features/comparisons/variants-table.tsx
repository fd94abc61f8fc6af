import { Group, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ComparedVariant, Comparison, Recipe, Spread } from "@/api/types";
import { shownValue } from "@/components/schema-form/fields";
import { AnchorLink } from "@/components/links";
import { colorOf } from "@/features/comparisons/overlay";
import { Swatch } from "@/features/comparisons/swatch";
import { StatusBadge } from "@/features/jobs/status-badge";
import { useMetricNames } from "@/features/reports/metric-names";
import { useFormat, useWords } from "@/i18n/use-language";

interface Props {
  comparison: Comparison;
  recipe: Recipe | undefined;
}

/** What each variant is, how far its runs are, and what they reached. */
export function VariantsTable({ comparison, recipe }: Props) {
  const { t } = useTranslation();
  const names = useMetricNames(recipe);
  const metric = comparison.headline_metric;
  return (
    <Table.ScrollContainer minWidth={760} scrollAreaProps={{ viewportProps: { tabIndex: 0, "aria-label": t("lab.variants") } }}>
      <Table verticalSpacing="xs" data-testid="variants">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("lab.variant")}</Table.Th>
            <Table.Th ta="right">{t("lab.bestEpoch")}</Table.Th>
            <Table.Th ta="right">{t("lab.bestLoss")}</Table.Th>
            <Table.Th ta="right">{t("lab.finalLoss")}</Table.Th>
            <Table.Th ta="right">{t("lab.gap")}</Table.Th>
            {metric && <Table.Th ta="right">{names.title(metric)}</Table.Th>}
            <Table.Th>{t("lab.runs")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {comparison.details.map((variant, index) => (
            <VariantRow
              key={variant.name}
              variant={variant}
              color={colorOf(index)}
              showHeadline={metric ? (value) => names.show(metric, value) : undefined}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface RowProps {
  variant: ComparedVariant;
  color: string;
  showHeadline: ((value: number) => string) | undefined;
}

function VariantRow({ variant, color, showHeadline }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const differs = Object.entries(variant.differs).map(([name, value]) => `${name} ${shownValue(value)}`);
  const loss = (value: number) => format.number(value, 3);
  return (
    <Table.Tr data-testid={`variant-${variant.name}`}>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <Swatch color={color} />
          <Text size="sm" fw={600}>
            {words(variant.title)}
          </Text>
        </Group>
        <Text size="xs" c="dimmed" className="long-text">
          {differs.join(", ")}
        </Text>
      </Table.Td>
      <SpreadCell spread={variant.best_epoch} show={(value) => format.number(value, Number.isInteger(value) ? 0 : 1)} />
      <SpreadCell spread={variant.best_val_loss} show={loss} />
      <SpreadCell spread={variant.final_val_loss} show={loss} />
      <SpreadCell spread={variant.gap} show={loss} />
      {showHeadline && <SpreadCell spread={variant.headline} show={showHeadline} />}
      <Table.Td>
        <Group gap={6}>
          {variant.runs.map((run) => (
            <Group key={run.job} gap={4} wrap="nowrap">
              <AnchorLink to="/jobs/$job" params={{ job: run.job }} size="sm" className="numeric">
                {t("lab.seed", { seed: run.seed })}
              </AnchorLink>
              {run.status === "running" ? (
                <Text size="xs" c="dimmed" className="numeric">
                  {format.percent(run.fraction, 0)}
                </Text>
              ) : (
                run.status !== "succeeded" && <StatusBadge status={run.status} />
              )}
            </Group>
          ))}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

/** A mean, and below it the range over seeds where there are several. */
function SpreadCell({ spread, show }: { spread: Spread | null; show: (value: number) => string }) {
  return (
    <Table.Td ta="right" className="numeric">
      <Text size="sm">{spread ? show(spread.mean) : "–"}</Text>
      {spread && spread.count > 1 && (
        <Text size="xs" c="dimmed">
          {show(spread.low)} – {show(spread.high)}
        </Text>
      )}
    </Table.Td>
  );
}
