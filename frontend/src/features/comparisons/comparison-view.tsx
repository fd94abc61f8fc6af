import { Group, Progress, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ComparedVariant, Comparison, Recipe } from "@/api/types";
import { ConfirmButton } from "@/components/confirm-button";
import { Panel } from "@/components/panel";
import { OverlaidCurves } from "@/features/comparisons/overlaid-curves";
import type { Line } from "@/features/comparisons/overlay";
import { isGoingOn, useCancelComparison } from "@/features/comparisons/queries";
import { VariantsTable } from "@/features/comparisons/variants-table";
import { VerdictTable } from "@/features/comparisons/verdict-table";
import { StatusBadge } from "@/features/jobs/status-badge";
import { useFormat, useWords } from "@/i18n/use-language";

interface Props {
  comparison: Comparison;
  recipe: Recipe | undefined;
}

/** A comparison: how far it is, its curves, its verdict, its figures. */
export function ComparisonView({ comparison, recipe }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const cancel = useCancelComparison();
  const goingOn = isGoingOn(comparison);
  const several = comparison.seeds.length > 1;
  return (
    <Stack gap="md" data-testid="comparison" data-id={comparison.id} data-state={comparison.state}>
      <Panel
        title={comparison.preset ? t("lab.bookTitle") : t("lab.ownTitle", { recipe: words(recipe?.title) || comparison.recipe })}
        help={t("lab.started", { when: format.dateTime(comparison.created_at), seeds: comparison.seeds.join(", ") })}
        actions={
          goingOn ? (
            <ConfirmButton
              size="xs"
              label={t("lab.stop")}
              title={t("lab.stopTitle")}
              text={t("lab.stopText")}
              keep={t("job.keepRunning")}
              danger
              testId="stop-comparison"
              onConfirm={() => cancel.mutate(comparison.id)}
            />
          ) : (
            <StatusBadge status={comparison.state} testId="comparison-state" />
          )
        }
      >
        {goingOn && (
          <Group gap="sm" mb="md">
            <Progress value={comparison.fraction * 100} flex={1} miw={120} aria-label={t("lab.progress")} />
            <Text size="sm" className="numeric">
              {format.percent(comparison.fraction, 0)} · {t("lab.left", { duration: format.seconds(comparison.eta_s) })}
            </Text>
          </Group>
        )}
        <OverlaidCurves lines={comparison.details.map((variant) => line(variant, words(variant.title)))} recipe={recipe} />
        {several && (
          <Text size="sm" c="dimmed" mt="xs">
            {t("lab.meanOverSeeds")}
          </Text>
        )}
      </Panel>
      <Panel title={t("lab.verdict")} help={comparison.preset ? t("lab.verdictHelp") : t("lab.ownVerdictHelp")}>
        <VerdictTable findings={comparison.verdict} goingOn={goingOn} />
      </Panel>
      <Panel title={t("lab.variants")} help={t("lab.variantsHelp")}>
        <VariantsTable comparison={comparison} recipe={recipe} />
      </Panel>
    </Stack>
  );
}

/** The mean over seeds, epoch by epoch. */
function line(variant: ComparedVariant, text: string): Line {
  return {
    id: variant.name.replaceAll("-", "_"),
    label: text,
    history: variant.curve.map(({ values }) => Object.fromEntries(Object.entries(values).map(([name, spread]) => [name, spread.mean]))),
  };
}
