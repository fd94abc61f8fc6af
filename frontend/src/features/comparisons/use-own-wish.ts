import { useMemo, useState } from "react";
import type { ComparisonWish, DataSet, Recipe } from "@/api/types";
import { readFields } from "@/components/schema-form/fields";
import { comparable, ownWish, readValues, suggestedValues } from "@/features/comparisons/own-comparison";
import { isFiniteNumber } from "@/lib/json";

/** What a person has filled in to compare one setting's values, and the wish it makes once it can be sent. */
export function useOwnWish(recipes: Recipe[], dataSets: DataSet[], seeds: number[]) {
  const trained = recipes.filter(({ kind }) => kind === "train");
  const [recipeName, setRecipeName] = useState(trained[0]?.name ?? "");
  const [settingName, setSettingName] = useState("learning_rate");
  const [typed, setTyped] = useState<string>();
  const [epochs, setEpochs] = useState<number>();
  const [chosenData, setData] = useState<string>();
  const recipe = trained.find(({ name }) => name === recipeName);
  const fitting = dataSets.filter(({ available, recipes: fit }) => available && fit.includes(recipeName));
  const ownChoice = (recipe?.data_sets.length ?? 0) > 0; // else a person's data have to be named
  const dataSet = chosenData ?? (ownChoice ? undefined : fitting[0]?.name);
  const fields = useMemo(() => readFields(recipe?.params_schema), [recipe]);
  const choices = comparable(fields);
  const field = choices.find(({ name }) => name === settingName) ?? choices[0];
  const epochsField = field?.name === "epochs" ? undefined : fields.find(({ name }) => name === "epochs");
  const text = typed ?? (field ? suggestedValues(field) : "");
  const values = field ? readValues(field, text) : "few";
  const shared = epochsField === undefined || epochs === undefined ? {} : { epochs };
  const wish: ComparisonWish | undefined =
    field && Array.isArray(values) && (ownChoice || dataSet !== undefined)
      ? { ...ownWish(recipeName, field, values, shared, seeds), ...(dataSet === undefined ? {} : { data_set: dataSet }) }
      : undefined;
  return {
    trained,
    recipeName,
    choices,
    field,
    text,
    complaint: Array.isArray(values) ? undefined : values,
    epochsField,
    epochs: epochs ?? (isFiniteNumber(epochsField?.initial) ? epochsField.initial : 1),
    fitting,
    ownChoice,
    dataSet,
    wish,
    chooseData: (name: string) => setData(name === "" ? undefined : name),
    chooseRecipe: (name: string) => {
      setRecipeName(name);
      setTyped(undefined);
      setEpochs(undefined);
      setData(undefined);
    },
    chooseSetting: (name: string) => {
      setSettingName(name);
      setTyped(undefined);
    },
    type: setTyped,
    setEpochs,
  };
}

export type OwnWish = ReturnType<typeof useOwnWish>;
