import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { isNotFound } from "@/api/problem";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { AnchorLink, ButtonLink } from "@/components/links";
import { PageHeader } from "@/components/page-header";
import { RoutePending } from "@/components/route-pending";
import { unfinishedJobsQuery } from "@/features/jobs/queries";
import { modelQuery } from "@/features/models/queries";
import { NotTrained } from "@/features/predictions/not-trained";
import type { PlaygroundProps } from "@/features/predictions/playground";
import { recipesQuery } from "@/features/recipes/queries";
import { useWords } from "@/i18n/use-language";

const SentimentPlayground = lazy(() => import("@/features/predictions/sentiment-playground"));
const NewsPlayground = lazy(() => import("@/features/predictions/news-playground"));
const HousePricesPlayground = lazy(() => import("@/features/predictions/house-prices-playground"));

const route = getRouteApi("/play/$model");

export function PlayPage() {
  const { t } = useTranslation();
  const words = useWords();
  const { model: name } = route.useParams();
  const untrained = (error: unknown) => isNotFound(error);
  const model = useQuery({
    ...modelQuery(name),
    refetchInterval: ({ state }) => (state.data?.production ? false : 3_000),
  });
  const recipes = useQuery(recipesQuery);
  const jobs = useQuery({ ...unfinishedJobsQuery, enabled: !model.data?.production });
  const recipe = recipes.data?.data.find((known) => known.name === (model.data?.recipe ?? name));

  if (recipes.isError) return <ErrorNotice error={recipes.error} onRetry={() => void recipes.refetch()} />;
  if (model.isError && !untrained(model.error)) {
    return <ErrorNotice error={model.error} onRetry={() => void model.refetch()} />;
  }
  if (recipes.isPending || model.isPending) return <RoutePending />;
  if (!recipe) {
    return (
      <EmptyState title={t("play.unknownTitle", { name })} text={t("play.unknownText")}>
        <ButtonLink to="/">{t("common.toGallery")}</ButtonLink>
      </EmptyState>
    );
  }
  const version = model.data?.production;
  return (
    <>
      <PageHeader
        title={words(recipe.title)}
        intro={words(recipe.summary)}
        beside={
          version && (
            <AnchorLink to="/models/$model" params={{ model: name }} size="sm" data-testid="version">
              {t("play.version", { version: version.version })}
            </AnchorLink>
          )
        }
      />
      {version ? (
        <Playground key={`${name} ${String(version.version)}`} model={name} recipe={recipe} version={version} />
      ) : (
        <NotTrained recipe={recipe} model={model.data} job={jobs.data?.data.find((job) => job.recipe === recipe.name)} />
      )}
    </>
  );
}

function Playground(props: PlaygroundProps) {
  return (
    <Suspense fallback={<Skeleton height={360} />}>
      <PlaygroundOfRecipe {...props} />
    </Suspense>
  );
}

function PlaygroundOfRecipe(props: PlaygroundProps) {
  const { t } = useTranslation();
  switch (props.recipe.name) {
    case "sentiment":
      return <SentimentPlayground {...props} />;
    case "news":
      return <NewsPlayground {...props} />;
    case "house-prices":
      return <HousePricesPlayground {...props} />;
    default:
      return <EmptyState title={t("play.noPlaygroundTitle")} text={t("play.noPlaygroundText")} />;
  }
}
