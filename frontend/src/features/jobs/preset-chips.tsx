import { Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { sameValue } from "@/components/schema-form/fields";
import { useWords } from "@/i18n/use-language";
import type { JsonRecord } from "@/lib/json";

interface Props {
  recipe: Recipe;
  /** What is set when nobody has changed anything. */
  defaults: JsonRecord;
  values: JsonRecord;
  onChange: (values: JsonRecord) => void;
}

/** The recipe's ready-made settings: one click fills the form in. */
export function PresetChips({ recipe, defaults, values, onChange }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  if (recipe.presets.length === 0) return null;
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {t("architectures.presets")}
      </Text>
      <Group gap="xs" role="group" aria-label={t("architectures.presets")}>
        {recipe.presets.map(({ name, title, params }) => {
          const filled = { ...defaults, ...params };
          const set = Object.entries(filled).every(([key, value]) => sameValue(values[key], value));
          return (
            <Button
              key={name}
              size="xs"
              variant={set ? "light" : "default"}
              aria-pressed={set}
              onClick={() => onChange(filled)}
              data-testid={`preset-${name}`}
            >
              {words(title)}
            </Button>
          );
        })}
      </Group>
    </Stack>
  );
}
