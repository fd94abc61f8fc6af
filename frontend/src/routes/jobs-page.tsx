import { Button, Group, NativeSelect, Skeleton, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "@/components/links";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { PageHeader } from "@/components/page-header";
import { JobTable } from "@/features/jobs/job-table";
import { jobsQuery, STATUSES, useCancelJob } from "@/features/jobs/queries";
import { recipesQuery } from "@/features/recipes/queries";
import { useWords } from "@/i18n/use-language";

const route = getRouteApi("/jobs");

export function JobsPage() {
  const { t } = useTranslation();
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const status = STATUSES.find((known) => known === search.status);
  const jobs = useQuery({
    ...jobsQuery({ status, recipe: search.recipe, cursor: search.cursor }),
    placeholderData: keepPreviousData,
  });
  const recipes = useQuery(recipesQuery).data?.data ?? [];
  const cancel = useCancelJob();
  const filtered = status !== undefined || search.recipe !== undefined;

  function filter(change: { status?: string; recipe?: string }) {
    void navigate({ search: { status: search.status, recipe: search.recipe, ...change, cursor: undefined } });
  }

  return (
    <>
      <PageHeader title={t("jobs.title")} intro={t("jobs.intro")}>
        <ButtonLink to="/compare" variant="default">
          {t("compare.link")}
        </ButtonLink>
      </PageHeader>
      <Stack gap="md">
        <Group gap="sm" align="flex-end">
          <NativeSelect
            label={t("jobs.filterStatus")}
            value={status ?? ""}
            onChange={(event) => filter({ status: event.currentTarget.value || undefined })}
            data={[{ value: "", label: t("jobs.all") }, ...STATUSES.map((known) => ({ value: known, label: t(`status.${known}`) }))]}
            data-testid="filter-status"
          />
          <NativeSelect
            label={t("jobs.filterRecipe")}
            value={search.recipe ?? ""}
            onChange={(event) => filter({ recipe: event.currentTarget.value || undefined })}
            data={[{ value: "", label: t("jobs.all") }, ...recipes.map(({ name, title }) => ({ value: name, label: words(title) }))]}
            data-testid="filter-recipe"
          />
        </Group>
        {jobs.isError && <ErrorNotice error={jobs.error} onRetry={() => void jobs.refetch()} />}
        {jobs.isPending && <Skeleton height={240} />}
        {jobs.data?.data.length === 0 && (
          <EmptyState title={filtered ? t("jobs.emptyFiltered") : t("jobs.emptyTitle")} text={t("jobs.emptyText")}>
            <ButtonLink  to="/">
              {t("common.toGallery")}
            </ButtonLink>
            {filtered && (
              <Button variant="default" onClick={() => filter({ status: undefined, recipe: undefined })}>
                {t("jobs.clearFilters")}
              </Button>
            )}
          </EmptyState>
        )}
        {jobs.data && jobs.data.data.length > 0 && (
          <JobTable
            jobs={jobs.data.data}
            recipes={recipes}
            onCancel={(id) =>
              cancel.mutate(id, {
                onSuccess: () => notifications.show({ message: t("jobs.canceledNotice") }),
                onError: (error) => notifications.show({ color: "red", message: error.message }),
              })
            }
          />
        )}
        <Group justify="center">
          {search.cursor && (
            <Button variant="default" onClick={() => void navigate({ search: { ...search, cursor: undefined } })}>
              {t("jobs.first")}
            </Button>
          )}
          {jobs.data?.next_cursor && (
            <Button
              variant="default"
              onClick={() => void navigate({ search: { ...search, cursor: jobs.data.next_cursor ?? undefined } })}
            >
              {t("jobs.next")}
            </Button>
          )}
        </Group>
      </Stack>
    </>
  );
}
