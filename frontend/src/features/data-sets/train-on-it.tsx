import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DataSet, Recipe } from "@/api/types";
import { ButtonLink } from "@/components/links";
import type { Suggestion } from "@/features/data-sets/profile";
import { targetText } from "@/features/designer/designer-search";
import { useWords } from "@/i18n/use-language";

interface Props {
  dataSet: DataSet;
  suggestion: Suggestion | undefined;
  recipes: Recipe[];
}

const DESIGNER = "designer";

/** What can learn from this data set: the designer with its question filled in, then the recipes. */
export function TrainOnIt({ dataSet, suggestion, recipes }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const named = suggestion?.recipes ?? [];
  const able = recipes
    .filter(({ name, kind }) => kind === "train" && name !== DESIGNER && dataSet.recipes.includes(name))
    .sort((a, b) => Number(named.includes(b.name)) - Number(named.includes(a.name)));
  const designable = dataSet.recipes.includes(DESIGNER) || named.includes(DESIGNER);
  if (!designable && able.length === 0) return null;
  return (
    <Stack gap="xs" data-testid="train-on-it">
      <Text size="sm" fw={600}>
        {t("own.trainOnIt")}
      </Text>
      <Group gap="xs">
        {designable && (
          <ButtonLink
            to="/designer"
            search={{
              input: suggestion?.input,
              task: suggestion?.task,
              data_set: dataSet.name,
              target: targetText(suggestion?.target ?? []),
            }}
            data-testid="design-for-it"
          >
            {t("own.design")}
          </ButtonLink>
        )}
        {able.map((recipe) => (
          <ButtonLink
            key={recipe.name}
            to="/train/$recipe"
            params={{ recipe: recipe.name }}
            search={{ data_set: dataSet.name }}
            variant="default"
            data-testid={`train-with-${recipe.name}`}
          >
            {words(recipe.title)}
          </ButtonLink>
        ))}
      </Group>
      {designable && (
        <Text size="xs" c="dimmed">
          {t("own.designHelp")} {words(suggestion?.reason)}
        </Text>
      )}
    </Stack>
  );
}
