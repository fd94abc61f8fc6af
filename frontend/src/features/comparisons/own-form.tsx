import { NativeSelect, NumberInput, SimpleGrid, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Field } from "@/components/schema-form/fields";
import { MAX_VALUES } from "@/features/comparisons/own-comparison";
import type { OwnWish } from "@/features/comparisons/use-own-wish";
import { useWords } from "@/i18n/use-language";
import { isFiniteNumber } from "@/lib/json";

/** One recipe, one of its settings, and the values to compare. */
export function OwnForm({ own }: { own: OwnWish }) {
  const { t } = useTranslation();
  const words = useWords();
  const { field, epochsField } = own;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <NativeSelect
        label={t("lab.recipe")}
        value={own.recipeName}
        onChange={(event) => own.chooseRecipe(event.currentTarget.value)}
        data={own.trained.map(({ name, title }) => ({ value: name, label: words(title) }))}
        data-testid="lab-recipe"
      />
      <NativeSelect
        label={t("train.dataSet")}
        value={own.dataSet ?? ""}
        onChange={(event) => own.chooseData(event.currentTarget.value)}
        error={!own.ownChoice && own.fitting.length === 0 ? t("lab.needsData") : undefined}
        data={[
          ...(own.ownChoice ? [{ value: "", label: t("train.dataSetAuto") }] : []),
          ...own.fitting.map(({ name, title }) => ({ value: name, label: words(title) })),
        ]}
        data-testid="lab-data-set"
      />
      <NativeSelect
        label={t("lab.setting")}
        value={field?.name ?? ""}
        onChange={(event) => own.chooseSetting(event.currentTarget.value)}
        data={own.choices.map(({ name, title }) => ({ value: name, label: words(title) }))}
        data-testid="lab-setting"
      />
      <TextInput
        label={t("lab.values")}
        description={field ? hint(field, words(field.description)) : ""}
        value={own.text}
        onChange={(event) => own.type(event.currentTarget.value)}
        error={own.complaint && t(`lab.values_${own.complaint}`, { max: MAX_VALUES })}
        data-testid="lab-values"
      />
      {epochsField && (
        <NumberInput
          label={words(epochsField.title)}
          description={words(epochsField.description)}
          value={own.epochs}
          onChange={(value) => own.setEpochs(isFiniteNumber(value) ? value : undefined)}
          min={epochsField.minimum ?? 1}
          max={epochsField.maximum ?? 1000}
          allowDecimal={false}
          data-testid="lab-epochs"
        />
      )}
    </SimpleGrid>
  );
}

function hint(field: Field, description: string): string {
  return field.kind === "choice" ? `${description} ${field.choices.join(", ")}` : description;
}
