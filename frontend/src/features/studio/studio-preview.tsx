import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { readFields, sameValue } from "@/components/schema-form/fields";
import { resultPicture, thumbnailUrl } from "@/features/studio/frames";
import { pictureUrl, readChoice } from "@/features/studio/picture-choice";
import { madeQuery } from "@/features/studio/queries";
import classes from "@/features/studio/stage.module.css";
import { useWords } from "@/i18n/use-language";
import type { JsonRecord } from "@/lib/json";

function covers(params: JsonRecord, wanted: JsonRecord): boolean {
  return Object.entries(wanted).every(([name, value]) => sameValue(params[name], value));
}

/** In the gallery: the newest picture of a recipe, or the sample it would start from. */
export function StudioPreview({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const words = useWords();
  const made = useQuery(madeQuery(recipe.name)).data?.data ?? [];
  const spoiled = recipe.presets.filter(({ name }) => name.startsWith("fails-"));
  const newest = made.find(
    ({ status, params }) =>
      status === "succeeded" && params["view"] !== "atlas" && !spoiled.some((preset) => covers(params, preset.params)),
  );
  const result = newest && resultPicture(newest);
  const samples = readFields(recipe.params_schema)
    .flatMap(({ initial }) => readChoice(initial) ?? [])
    .map((choice) => pictureUrl(choice, 512));
  const urls = result ? [thumbnailUrl(result.url, 512)] : samples;
  if (urls.length === 0) return null;
  return (
    <div
      className={classes.preview}
      role="img"
      aria-label={t("studio.preview", { title: words(recipe.title) })}
      data-testid={`preview-${recipe.name}`}
      data-made={result !== undefined}
    >
      {urls.map((url) => (
        <img key={url} src={url} alt="" loading="lazy" />
      ))}
    </div>
  );
}
