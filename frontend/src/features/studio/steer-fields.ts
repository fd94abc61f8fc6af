import type { Recipe } from "@/api/types";
import { type Field, readFields } from "@/components/schema-form/fields";
import type { JsonRecord } from "@/lib/json";

/** The settings of a run that a person may change meanwhile; those that have no effect on it are left out. */
export function steerFields(recipe: Recipe, params: JsonRecord): Field[] {
  const names = new Set(recipe.steerable);
  if (params["optimizer"] === "l-bfgs") names.delete("learning_rate"); // it finds its own step
  return readFields(recipe.params_schema).filter(({ name, kind }) => names.has(name) && (kind === "number" || kind === "integer"));
}
