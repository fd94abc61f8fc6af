import { Skeleton, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { ButtonLink } from "@/components/links";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { RoutePending } from "@/components/route-pending";
import { runsQuery } from "@/features/comparisons/queries";
import { RunChoice } from "@/features/comparisons/run-choice";
import { RunsView } from "@/features/comparisons/runs-view";
import { jobsQuery } from "@/features/jobs/queries";
import { recipesQuery } from "@/features/recipes/queries";

const route = getRouteApi("/compare");

/** Any trainings laid over each other. */
export function ComparePage() {
  const { t } = useTranslation();
  const { job: chosen = [] } = route.useSearch();
  const navigate = route.useNavigate();
  const recipes = useQuery(recipesQuery);
  const jobs = useQuery(jobsQuery({}));
  const runs = useQuery({ ...runsQuery(chosen), placeholderData: keepPreviousData });
  const failed = [recipes, jobs].find(({ isError }) => isError);
  if (failed) return <ErrorNotice error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!recipes.data || !jobs.data) return <RoutePending />;
  const trainings = jobs.data.data.filter(({ kind }) => kind === "train");
  return (
    <>
      <PageHeader title={t("compare.title")} intro={t("compare.intro")} />
      <Stack gap="md">
        {trainings.length === 0 ? (
          <EmptyState title={t("compare.emptyTitle")} text={t("compare.emptyText")}>
            <ButtonLink to="/">{t("common.toGallery")}</ButtonLink>
          </EmptyState>
        ) : (
          <Panel title={t("compare.runs")}>
            <RunChoice
              jobs={trainings}
              recipes={recipes.data.data}
              chosen={chosen}
              onChange={(job) => void navigate({ search: { job }, replace: true, resetScroll: false })}
            />
          </Panel>
        )}
        {runs.isError && <ErrorNotice error={runs.error} onRetry={() => void runs.refetch()} />}
        {chosen.length > 0 && runs.isPending && <Skeleton height={320} />}
        {chosen.length === 0 && trainings.length > 0 && <Text c="dimmed">{t("compare.none")}</Text>}
        {chosen.length > 0 && runs.data && <RunsView runs={runs.data.data} recipes={recipes.data.data} />}
      </Stack>
    </>
  );
}
