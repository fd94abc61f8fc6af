import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Job, Recipe } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { useStartJob } from "@/features/jobs/queries";
import { useWords } from "@/i18n/use-language";

interface Props {
  recipe: Recipe;
  dataSet?: string;
  model?: string;
  centered?: boolean;
  onStarted?: (job: Job) => void;
}

type Preset = Recipe["presets"][number];

const SHOWN_AT_FIRST = 4;

/** The recipe's ready-made settings: one click starts the training. */
export function Presets({ recipe, dataSet, model, centered = false, onStarted }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const start = useStartJob();
  const [all, setAll] = useState(false);
  const { presets } = recipe;
  const shown = all ? presets : presets.slice(0, SHOWN_AT_FIRST);
  if (presets.length === 0) return null;

  function train(preset: Preset) {
    const wish = { kind: "train" as const, recipe: recipe.name, params: preset.params, data_set: dataSet ?? null, model: model ?? recipe.name };
    start.mutate(wish, { onSuccess: (job) => onStarted?.(job) });
  }

  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {t("act.presets")}
      </Text>
      <Group gap="xs" justify={centered ? "center" : "flex-start"}>
        {shown.map((preset, index) => (
          <Button
            key={preset.name}
            size="sm"
            variant={index === 0 ? "filled" : "default"}
            disabled={start.isPending}
            loading={start.isPending && start.variables.params === preset.params}
            onClick={() => train(preset)}
            data-testid={`preset-${preset.name}`}
          >
            {words(preset.title)}
          </Button>
        ))}
        {presets.length > shown.length && (
          <Button size="sm" variant="subtle" onClick={() => setAll(true)} data-testid="more-presets">
            {t("act.morePresets", { n: presets.length - shown.length })}
          </Button>
        )}
      </Group>
      {start.isError && <ErrorNotice error={start.error} title={t("train.refused")} />}
    </Stack>
  );
}
