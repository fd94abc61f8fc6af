import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { isNotFound } from "@/api/problem";
import type { Recipe } from "@/api/types";
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

const DesignerPlayground = lazy(() => import("@/features/designer/designer-playground"));
const DreamStudio = lazy(() => import("@/features/dream/dream-studio"));
const GanPlayground = lazy(() => import("@/features/gan/gan-playground"));
const HousePricesPlayground = lazy(() => import("@/features/predictions/house-prices-playground"));
const ImagesPlayground = lazy(() => import("@/features/images/images-playground"));
const NewsPlayground = lazy(() => import("@/features/predictions/news-playground"));
const OwnClasses = lazy(() => import("@/features/images/own-classes").then(({ OwnClasses: component }) => ({ default: component })));
const SentimentPlayground = lazy(() => import("@/features/predictions/sentiment-playground"));
const StyleStudio = lazy(() => import("@/features/style/style-studio"));
const TemperaturePlayground = lazy(() => import("@/features/temperature/temperature-playground"));
const TextGeneratorPlayground = lazy(() => import("@/features/text/text-generator-playground"));
const VaePlayground = lazy(() => import("@/features/vae/vae-playground"));

const route = getRouteApi("/play/$model");

/** One page a recipe: a studio where pictures are made, or a playground for a trained model. */
export function PlayPage() {
  const { model: name } = route.useParams();
  const recipes = useQuery(recipesQuery);
  if (recipes.isError) return <ErrorNotice error={recipes.error} onRetry={() => void recipes.refetch()} />;
  if (recipes.isPending) return <RoutePending />;
  const recipe = recipes.data.data.find((known) => known.name === name);
  switch (recipe?.name) {
    case "deep-dream":
      return page(recipe, <DreamStudio recipe={recipe} />);
    case "style-transfer":
      return page(recipe, <StyleStudio recipe={recipe} />);
    default:
      return <TrainedModel key={name} name={name} recipes={recipes.data.data} />;
  }
}

/** Every playground of a trained model; a new one is a lazy import above and a case here. */
function playgroundOf(props: PlaygroundProps): ReactNode {
  switch (props.recipe.name) {
    case "dcgan":
      return <GanPlayground {...props} />;
    case "designer":
      return <DesignerPlayground {...props} />;
    case "house-prices":
      return <HousePricesPlayground {...props} />;
    case "imagenet":
    case "images":
      return <ImagesPlayground {...props} />;
    case "news":
      return <NewsPlayground {...props} />;
    case "sentiment":
      return <SentimentPlayground {...props} />;
    case "temperature":
      return <TemperaturePlayground {...props} />;
    case "text-generator":
      return <TextGeneratorPlayground {...props} />;
    case "vae":
      return <VaePlayground {...props} />;
    default:
      return <NoPlayground />;
  }
}

function page(recipe: Recipe, content: ReactNode, beside?: ReactNode, name = recipe.name) {
  return (
    <>
      <RecipeHeader recipe={recipe} name={name} beside={beside} />
      <Suspense fallback={<Skeleton height={360} />}>{content}</Suspense>
    </>
  );
}

/** The recipe's title, or the name of a model that has one of its own. */
function RecipeHeader({ recipe, name, beside }: { recipe: Recipe; name: string; beside: ReactNode }) {
  const words = useWords();
  const title = name === recipe.name ? words(recipe.title) : `${name} · ${words(recipe.title)}`;
  return <PageHeader title={title} intro={words(recipe.summary)} beside={beside} />;
}

function TrainedModel({ name, recipes }: { name: string; recipes: Recipe[] }) {
  const { t } = useTranslation();
  const model = useQuery({
    ...modelQuery(name),
    refetchInterval: ({ state }) => (state.data?.production ? false : 3_000),
  });
  const jobs = useQuery({ ...unfinishedJobsQuery, enabled: !model.data?.production });
  const recipe = recipes.find((known) => known.name === (model.data?.recipe ?? name));
  if (model.isError && !isNotFound(model.error)) {
    return <ErrorNotice error={model.error} onRetry={() => void model.refetch()} />;
  }
  if (model.isPending) return <RoutePending />;
  if (!recipe) {
    return (
      <EmptyState title={t("play.unknownTitle", { name })} text={t("play.unknownText")}>
        <ButtonLink to="/">{t("common.toGallery")}</ButtonLink>
      </EmptyState>
    );
  }
  const version = model.data?.production;
  if (!version) {
    const job = jobs.data?.data.find((known) => known.recipe === recipe.name);
    const photos = recipe.name === "images" && (model.data?.last_version ?? 0) === 0;
    return page(
      recipe,
      photos ? <OwnClasses recipe={recipe} job={job?.id} /> : <NotTrained recipe={recipe} model={model.data} job={job} />,
      undefined,
      name,
    );
  }
  return page(
    recipe,
    <div key={`${name} ${String(version.version)}`}>{playgroundOf({ model: name, recipe, version })}</div>,
    <AnchorLink to="/models/$model" params={{ model: name }} size="sm" data-testid="version">
      {t("play.version", { version: version.version })}
    </AnchorLink>,
    name,
  );
}

function NoPlayground() {
  const { t } = useTranslation();
  return <EmptyState title={t("play.noPlaygroundTitle")} text={t("play.noPlaygroundText")} />;
}
