import { SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Job, Recipe } from "@/api/types";
import { ButtonLink } from "@/components/links";
import { Panel } from "@/components/panel";
import { readFields } from "@/components/schema-form/fields";
import type { JobStream } from "@/features/jobs/use-job-stream";
import { isUnfinished } from "@/features/jobs/queries";
import { useMetricNames } from "@/features/reports/metric-names";
import { BeforeAfter } from "@/features/studio/before-after";
import { beforePicture, resultPicture } from "@/features/studio/frames";
import { LivePicture } from "@/features/studio/live-picture";
import { LossCurve } from "@/features/studio/loss-curve";
import { ResultActions } from "@/features/studio/result-actions";
import { searchOf } from "@/features/studio/settings";
import { SteerControl } from "@/features/studio/steer-control";
import { steerFields } from "@/features/studio/steer-fields";

const TERMS = ["content", "style", "smoothness"] as const;

interface Props {
  job: Job;
  recipe: Recipe | undefined;
  stream: JobStream;
}

/** On the page of a picture job: the picture as it grows, then the results with their downloads. */
export default function JobPictures({ job, recipe, stream }: Props) {
  const { t } = useTranslation();
  const unfinished = isUnfinished(job.status);
  const result = resultPicture(job);
  const before = beforePicture(job);
  const names = useMetricNames(recipe);
  const fields = readFields(recipe?.params_schema);
  if (!unfinished && result === undefined) return null;
  return (
    <Panel
      title={unfinished ? t("studio.live") : t("studio.result")}
      actions={
        recipe && (
          <ButtonLink
            to="/play/$model"
            params={{ model: job.recipe }}
            search={{ ...searchOf(fields, job.params), seed: job.seed, job: job.id }}
            data-testid="open-studio"
          >
            {t("studio.open")}
          </ButtonLink>
        )
      }
    >
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {unfinished || result === undefined ? (
          <LivePicture frames={stream.live.frames} before={before} label={t("studio.live")} note={t("studio.firstFrame")} />
        ) : (
          <BeforeAfter before={before} after={result.url} label={t("studio.result")} />
        )}
        <Stack gap="md">
          {unfinished && recipe && (
            <SteerControl job={job} fields={steerFields(recipe, job.params)} changes={stream.live.steering} />
          )}
          {!unfinished && <ResultActions job={job} recipe={recipe} />}
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" data-testid="curves">
            {Object.entries(stream.live.curves).map(([metric, points]) => (
              <LossCurve
                key={metric}
                title={titleOf(metric)}
                xLabel={t("studio.stepAxis")}
                points={points}
                testId={`curve-${metric}`}
              />
            ))}
          </SimpleGrid>
        </Stack>
      </SimpleGrid>
    </Panel>
  );

  function titleOf(metric: string): string {
    const known = TERMS.find((term) => term === metric);
    return known ? t(`style.loss_${known}`) : names.title(metric);
  }
}
