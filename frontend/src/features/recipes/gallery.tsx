import { SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { unfinishedJobsQuery } from "@/features/jobs/queries";
import { modelsQuery } from "@/features/models/queries";
import { recipesQuery } from "@/features/recipes/queries";
import { RecipeCard } from "@/features/recipes/recipe-card";

/** Every recipe, with its model in production and its training if one runs. */
export function Gallery() {
  const { t } = useTranslation();
  const recipes = useQuery(recipesQuery);
  const models = useQuery(modelsQuery);
  const jobs = useQuery(unfinishedJobsQuery);
  useRefreshWhenJobsEnd(jobs.data?.data.map(({ id }) => id).join(" "));

  if (recipes.isError) return <ErrorNotice error={recipes.error} onRetry={() => void recipes.refetch()} />;
  if (recipes.isPending || models.isPending) {
    return (
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} aria-busy="true">
        {[1, 2, 3].map((place) => (
          <Skeleton key={place} height={300} radius="md" />
        ))}
      </SimpleGrid>
    );
  }
  if (recipes.data.data.length === 0) return <EmptyState title={t("gallery.emptyTitle")} text={t("gallery.emptyText")} />;
  return (
    <Stack gap="md">
      {models.isError && <ErrorNotice error={models.error} onRetry={() => void models.refetch()} />}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {recipes.data.data.map((recipe) => (
          <RecipeCard
            key={recipe.name}
            recipe={recipe}
            model={models.data?.data.find(({ name }) => name === recipe.name)}
            job={jobs.data?.data.find((job) => job.recipe === recipe.name && job.kind === recipe.kind)}
          />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

/** A job that left the list has ended: there may be a new version. */
function useRefreshWhenJobsEnd(ids: string | undefined) {
  const client = useQueryClient();
  const before = useRef(ids);
  useEffect(() => {
    if (before.current !== undefined && before.current !== ids) {
      void client.invalidateQueries({ queryKey: ["models"] });
    }
    before.current = ids;
  }, [client, ids]);
}
