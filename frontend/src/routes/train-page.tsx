import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Navigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { ButtonLink } from "@/components/links";
import { PageHeader } from "@/components/page-header";
import { RoutePending } from "@/components/route-pending";
import { dataSetsQuery } from "@/features/data-sets/queries";
import { jobQuery } from "@/features/jobs/queries";
import { designOf } from "@/features/designer/design-of-job";
import { TrainForm } from "@/features/jobs/train-form";
import { recipesQuery } from "@/features/recipes/queries";
import { useWords } from "@/i18n/use-language";

const route = getRouteApi("/train/$recipe");

export function TrainPage() {
  const { t } = useTranslation();
  const words = useWords();
  const { recipe: name } = route.useParams();
  const { fork, data_set: dataSet } = route.useSearch();
  const recipes = useQuery(recipesQuery);
  const dataSets = useQuery(dataSetsQuery);
  const source = useQuery({ ...jobQuery(fork ?? ""), enabled: fork !== undefined });
  const recipe = recipes.data?.data.find((known) => known.name === name);

  if (recipes.isError) return <ErrorNotice error={recipes.error} onRetry={() => void recipes.refetch()} />;
  if (recipes.isPending || dataSets.isPending || (fork !== undefined && source.isPending)) return <RoutePending />;
  if (!recipe) {
    return (
      <EmptyState title={t("train.unknownTitle", { name })} text={t("train.unknownText")}>
        <ButtonLink to="/">{t("common.toGallery")}</ButtonLink>
      </EmptyState>
    );
  }
  if (recipe.kind === "generate") return <Navigate to="/play/$model" params={{ model: name }} replace />;
  if (name === "designer") return <Navigate to="/designer" search={designOf(source.data, dataSet)} replace />;
  return (
    <>
      <PageHeader title={t("train.title", { title: words(recipe.title) })} intro={words(recipe.summary)} />
      {dataSets.isError && <ErrorNotice error={dataSets.error} onRetry={() => void dataSets.refetch()} />}
      {source.isError && <ErrorNotice error={source.error} onRetry={() => void source.refetch()} />}
      <TrainForm
        key={`${recipe.name} ${source.data?.id ?? ""} ${dataSet ?? ""}`}
        recipe={recipe}
        dataSets={(dataSets.data?.data ?? []).filter(
          (dataSet) => dataSet.recipes.includes(recipe.name) || recipe.data_sets.includes(dataSet.name),
        )}
        source={source.data}
        dataSet={dataSet}
      />
    </>
  );
}
