import { SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/error-notice";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { RoutePending } from "@/components/route-pending";
import { ComparisonView } from "@/features/comparisons/comparison-view";
import { comparisonQuery, comparisonsQuery, isGoingOn } from "@/features/comparisons/queries";
import { RecentList } from "@/features/comparisons/recent-list";
import { StartPanel } from "@/features/comparisons/start-panel";
import { recipesQuery } from "@/features/recipes/queries";

const route = getRouteApi("/lab");

/** Several trainings side by side: what over-fits, what helps, or any setting's values. */
export function LabPage() {
  const { t } = useTranslation();
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const recipes = useQuery(recipesQuery);
  const recent = useQuery(comparisonsQuery);
  const known = recent.data?.data ?? [];
  const shown = id ?? (known.find(isGoingOn) ?? known[0])?.id;
  const comparison = useQuery(comparisonQuery(shown));
  const failed = [recipes, recent].find(({ isError }) => isError);
  if (failed) return <ErrorNotice error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!recipes.data || !recent.data) return <RoutePending />;
  const all = recipes.data.data;
  const show = (next: string) => void navigate({ search: { id: next }, resetScroll: false });
  return (
    <>
      <PageHeader title={t("lab.title")} intro={t("lab.intro")} />
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, md: known.length > 0 ? 2 : 1 }}>
          <Panel title={t("lab.compare")}>
            <StartPanel recipes={all} onStarted={show} />
          </Panel>
          {known.length > 0 && (
            <Panel title={t("lab.recent")}>
              <RecentList comparisons={known.slice(0, 6)} recipes={all} shown={shown} onShow={show} />
            </Panel>
          )}
        </SimpleGrid>
        {shown === undefined && <Text c="dimmed">{t("lab.none")}</Text>}
        {comparison.isError && <ErrorNotice error={comparison.error} onRetry={() => void comparison.refetch()} />}
        {shown !== undefined && comparison.isPending && <Skeleton height={320} />}
        {comparison.data && (
          <ComparisonView comparison={comparison.data} recipe={all.find(({ name }) => name === comparison.data.recipe)} />
        )}
      </Stack>
    </>
  );
}
