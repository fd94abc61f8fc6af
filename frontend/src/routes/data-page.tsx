import { SimpleGrid, Skeleton, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DataSet, Recipe } from "@/api/types";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { ButtonLink } from "@/components/links";
import { PageHeader } from "@/components/page-header";
import { DataSetCard } from "@/features/data-sets/data-set-card";
import { OwnData } from "@/features/data-sets/own-data";
import { dataSetsQuery } from "@/features/data-sets/queries";
import { recipesQuery } from "@/features/recipes/queries";

const route = getRouteApi("/data");
const WEIGHTS = "weights";

/** What models learn from: the data that came with the service, and the data that people brought. */
export function DataPage() {
  const { t } = useTranslation();
  const { name } = route.useSearch();
  const dataSets = useQuery(dataSetsQuery);
  const recipes = useQuery(recipesQuery);
  const all = dataSets.data?.data ?? [];
  const own = all.filter(({ origin }) => origin === "uploaded");
  const builtIn = all.filter(({ origin }) => origin === "built-in");
  const shared = { recipes: recipes.data?.data ?? [], name };
  const unknown = dataSets.isSuccess && name !== undefined && !all.some((known) => known.name === name);
  return (
    <>
      <PageHeader title={t("data.title")} intro={t("data.intro")} />
      <Stack gap="lg">
        {dataSets.isError && <ErrorNotice error={dataSets.error} onRetry={() => void dataSets.refetch()} />}
        {unknown && (
          <EmptyState title={t("own.unknownTitle", { name })} text={t("own.unknownText")}>
            <ButtonLink to="/data">{t("own.showAll")}</ButtonLink>
          </EmptyState>
        )}
        {own.length > 0 && name !== undefined && own.some((known) => known.name === name) && (
          <Cards title={t("own.yours")} dataSets={own} {...shared} />
        )}
        <OwnData />
        {own.length > 0 && !own.some((known) => known.name === name) && (
          <Cards title={t("own.yours")} dataSets={own} {...shared} />
        )}
        {dataSets.isPending && <Skeleton height={300} />}
        {dataSets.isSuccess && all.length === 0 && <EmptyState title={t("data.emptyTitle")} text={t("data.emptyText")} />}
        <Cards title={t("own.builtIn")} dataSets={builtIn.filter(({ kind }) => kind !== WEIGHTS)} {...shared} />
        <Cards title={t("own.weights")} dataSets={builtIn.filter(({ kind }) => kind === WEIGHTS)} {...shared} />
      </Stack>
    </>
  );
}

interface CardsProps {
  title: string;
  dataSets: DataSet[];
  recipes: Recipe[];
  name: string | undefined;
}

function Cards({ title, dataSets, recipes, name }: CardsProps) {
  if (dataSets.length === 0) return null;
  return (
    <section>
      <Title order={2} mb="sm">
        {title}
      </Title>
      <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: "start" }}>
        {dataSets.map((dataSet) => (
          <DataSetCard key={dataSet.name} dataSet={dataSet} recipes={recipes} opened={dataSet.name === name} />
        ))}
      </SimpleGrid>
    </section>
  );
}
