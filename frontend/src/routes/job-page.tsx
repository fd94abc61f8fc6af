import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isNotFound } from "@/api/problem";
import type { Job } from "@/api/types";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { AnchorLink, ButtonLink } from "@/components/links";
import { PageHeader } from "@/components/page-header";
import { RoutePending } from "@/components/route-pending";
import { JobActions } from "@/features/jobs/job-actions";
import { JobView } from "@/features/jobs/job-view";
import { isUnfinished, jobQuery } from "@/features/jobs/queries";
import { StatusBadge } from "@/features/jobs/status-badge";
import { useJobStream } from "@/features/jobs/use-job-stream";
import { recipesQuery } from "@/features/recipes/queries";
import { useWords } from "@/i18n/use-language";

const route = getRouteApi("/jobs/$job");

export function JobPage() {
  const { t } = useTranslation();
  const { job: id } = route.useParams();
  const job = useQuery({
    ...jobQuery(id),
    // The stream says when to ask; this is for when there is no stream, and for the place in the queue.
    refetchInterval: ({ state }) => (state.data && isUnfinished(state.data.status) ? 3_000 : false),
  });
  if (isNotFound(job.error)) {
    return (
      <EmptyState title={t("job.notFoundTitle")} text={t("job.notFoundText")}>
        <ButtonLink to="/jobs">{t("job.toJobs")}</ButtonLink>
      </EmptyState>
    );
  }
  if (job.data) return <KnownJob key={id} job={job.data} />;
  if (job.isError) return <ErrorNotice error={job.error} onRetry={() => void job.refetch()} />;
  return <RoutePending />;
}

function KnownJob({ job }: { job: Job }) {
  const { t } = useTranslation();
  const words = useWords();
  const recipe = useQuery(recipesQuery).data?.data.find(({ name }) => name === job.recipe);
  const stream = useJobStream(job.id, job.queued_at);
  return (
    <>
      <AnchorLink to="/jobs" size="sm">
        ← {t("job.toJobs")}
      </AnchorLink>
      <PageHeader
        title={t("job.title", { recipe: recipe ? words(recipe.title) : job.recipe })}
        beside={<StatusBadge status={job.status} testId="job-status" />}
      >
        <JobActions job={job} />
      </PageHeader>
      <JobView job={job} recipe={recipe} stream={stream} />
    </>
  );
}
