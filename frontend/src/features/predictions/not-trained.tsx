import { useTranslation } from "react-i18next";
import type { Job, Model, Recipe } from "@/api/types";
import { EmptyState } from "@/components/empty-state";
import { ButtonLink } from "@/components/links";
import { Presets } from "@/features/actions/presets";
import { LiveWork } from "@/features/timeline/live-work";
import { useFormat, useWords } from "@/i18n/use-language";

interface Props {
  recipe: Recipe;
  model: Model | undefined;
  job: Job | undefined;
}

/** A playground whose model does not answer yet: train it, watch it train, or promote a version. */
export function NotTrained({ recipe, model, job }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const hasVersions = model !== undefined && model.last_version > 0;
  return (
    <EmptyState
      title={t("play.notTrainedTitle", { title: words(recipe.title) })}
      text={
        hasVersions
          ? t("play.noProductionText")
          : t("play.notTrainedText", { duration: format.seconds(recipe.estimate_s) })
      }
    >
      {job ? <LiveWork job={job} /> : <Presets recipe={recipe} centered />}
      {job ? (
        <ButtonLink to="/jobs/$job" params={{ job: job.id }}>
          {t("gallery.watch")}
        </ButtonLink>
      ) : (
        <ButtonLink
          to="/train/$recipe"
          params={{ recipe: recipe.name }}
          variant={recipe.presets.length > 0 ? "default" : "filled"}
          data-testid="train"
        >
          {recipe.presets.length > 0 ? t("act.allSettings") : t("gallery.train")}
        </ButtonLink>
      )}
      {hasVersions && (
        <ButtonLink to="/models/$model" params={{ model: model.name }} variant="default">
          {t("play.openModel")}
        </ButtonLink>
      )}
    </EmptyState>
  );
}
