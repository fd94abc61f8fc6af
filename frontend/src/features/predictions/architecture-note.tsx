import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Recipe, Version } from "@/api/types";
import { AnchorLink } from "@/components/links";
import { useWords } from "@/i18n/use-language";
import { textAt } from "@/lib/json";

const SAID = [
  "multi-hot",
  "count",
  "tf-idf",
  "hashing",
  "embedding-flatten",
  "conv1d",
  "simple-rnn",
  "lstm",
  "gru",
  "bidirectional",
  "stacked",
  "transformer",
] as const;

/** Which network answers here, in a sentence, and the way to train another. */
export function ArchitectureNote({ recipe, version }: { recipe: Recipe; version: Version }) {
  const { t } = useTranslation();
  const words = useWords();
  const name = textAt(version.params, "architecture");
  const known = SAID.find((said) => said === name);
  if (name === undefined) return null;
  const preset = recipe.presets.find(({ params }) => params["architecture"] === name);
  return (
    <Group gap="xs" mb="sm" align="baseline" data-testid="architecture" data-name={name}>
      <Text size="sm">
        <b>{t("architectures.title", { name: preset ? words(preset.title) : name })}</b>
        {known && ` · ${t(`architectures.says.${known}`)}`}
      </Text>
      <AnchorLink to="/train/$recipe" params={{ recipe: recipe.name }} size="sm" data-testid="another-architecture">
        {t("architectures.another")}
      </AnchorLink>
    </Group>
  );
}
