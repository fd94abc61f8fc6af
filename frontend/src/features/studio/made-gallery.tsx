import { Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { isUnfinished, jobQuery } from "@/features/jobs/queries";
import { resultPicture, thumbnailUrl } from "@/features/studio/frames";
import classes from "@/features/studio/made-gallery.module.css";
import { useFormat } from "@/i18n/use-language";

interface Props {
  jobs: Job[];
  /** The run on screen. */
  current: string | undefined;
  onPick: (job: Job) => void;
}

const SHOWN = 30;

/** Earlier results and runs under way, newest first; one click opens one. */
export function MadeGallery({ jobs, current, onPick }: Props) {
  const { t } = useTranslation();
  const shown = jobs.filter(({ status }) => status !== "failed" && status !== "expired").slice(0, SHOWN);
  if (shown.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("studio.noneMade")}
      </Text>
    );
  }
  return (
    <div className={classes.gallery} data-testid="made">
      {shown.map((job) => (
        <Made key={job.id} job={job} current={job.id === current} onPick={onPick} />
      ))}
    </div>
  );
}

function Made({ job, current, onPick }: { job: Job; current: boolean; onPick: (job: Job) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  // A list of jobs names results only: the last frame of a canceled run is known to the job itself.
  const whole = useQuery({ ...jobQuery(job.id), enabled: job.status === "canceled", staleTime: Infinity });
  const running = isUnfinished(job.status);
  const result = resultPicture(whole.data ?? job);
  if (!running && !result) return null;
  const label = `${t(`status.${job.status}`)}, ${format.dateTime(job.created_at)}`;
  return (
    <button
      type="button"
      className={classes.item}
      aria-label={label}
      title={label}
      aria-pressed={current}
      onClick={() => onPick(job)}
      data-testid={`made-${job.id}`}
    >
      {result ? (
        <img src={thumbnailUrl(result.url, 256)} alt="" loading="lazy" />
      ) : (
        <span className={classes.waiting}>
          <Loader size="sm" type="dots" />
          <Text size="xs">{t(`status.${job.status}`)}</Text>
        </span>
      )}
    </button>
  );
}
