import { Button, Group, SegmentedControl, Slider, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Job, Recipe } from "@/api/types";
import { isNotFound } from "@/api/problem";
import { ErrorNotice } from "@/components/error-notice";
import { AnchorLink } from "@/components/links";
import { Panel } from "@/components/panel";
import { JobProgress } from "@/features/jobs/job-progress";
import { isUnfinished, jobQuery, unfinishedJobsQuery } from "@/features/jobs/queries";
import { useJobStream } from "@/features/jobs/use-job-stream";
import { curvesOfHistory, type ShownEpoch, shownEpochs } from "@/features/timeline/epochs";
import { ForkForm } from "@/features/timeline/fork-form";
import { LossChart, type LossName } from "@/features/timeline/loss-chart";
import classes from "@/features/timeline/timeline.module.css";
import { usePlay } from "@/features/timeline/use-play";
import { at } from "@/lib/json";

interface Props {
  job: string;
  recipe: Recipe;
  losses: readonly LossName[];
  startEpoch?: number | undefined;
  onEpoch?: (epoch: number) => void;
}

/** Time travel: what a training made after each epoch, its losses, and a fork from any of them. */
export function Timeline(props: Props) {
  const { t } = useTranslation();
  const unfinished = useQuery(unfinishedJobsQuery);
  const running = unfinished.data?.data.find(({ recipe, id }) => recipe === props.recipe.name && id !== props.job);
  const [live, setLive] = useState<string>();
  const job = useQuery(jobQuery(live ?? props.job));
  const choices = live ?? running?.id;
  return (
    <Panel
      title={t("timeline.title")}
      help={t("timeline.help")}
      testId="timeline"
      actions={
        choices !== undefined && (
          <SegmentedControl
            size="xs"
            aria-label={t("timeline.which")}
            value={live ?? ""}
            onChange={(picked) => setLive(picked === "" ? undefined : picked)}
            data={[
              { value: "", label: t("timeline.thisVersion") },
              { value: choices, label: t("timeline.running") },
            ]}
            data-testid="which-training"
          />
        )
      }
    >
      {job.isError &&
        (isNotFound(job.error) ? (
          <Text c="dimmed">{t("timeline.jobGone")}</Text>
        ) : (
          <ErrorNotice error={job.error} onRetry={() => void job.refetch()} />
        ))}
      {job.data && <Epochs key={job.data.id} {...props} startEpoch={live ? undefined : props.startEpoch} training={job.data} />}
    </Panel>
  );
}

function Epochs({ training, recipe, losses, startEpoch, onEpoch }: Props & { training: Job }) {
  const { t } = useTranslation();
  const { live } = useJobStream(training.id, String(training.attempt));
  const epochs = shownEpochs(training.artifacts, live.epochs);
  const history = curvesOfHistory(at(training.result, "report"));
  const curves = Object.keys(live.curves).length > 0 ? live.curves : history;
  const [chosen, setChosen] = useState(startEpoch);
  const running = isUnfinished(training.status);
  const newest = epochs.at(-1);
  const shown = epochs.find(({ epoch }) => epoch === chosen) ?? newest;
  const place = shown ? epochs.indexOf(shown) : -1;

  function go(to: ShownEpoch | undefined): boolean {
    if (!to) return false;
    setChosen(to.epoch);
    onEpoch?.(to.epoch);
    return true;
  }
  const play = usePlay(() => go(epochs[place + 1]));
  function toggle() {
    if (!play.playing && shown === newest) go(epochs[0]);
    play.toggle();
  }

  if (!shown) {
    return (
      <Stack gap="sm">
        {running && <JobProgress job={training} live={live.progress} />}
        <Text c="dimmed">{running ? t("timeline.firstSoon") : t("timeline.none")}</Text>
      </Stack>
    );
  }
  return (
    <div className={classes.layout}>
      <Stack gap="sm" miw={0}>
        <img
          className={classes.picture}
          src={shown.picture}
          alt={t("timeline.picture", { epoch: shown.epoch })}
          data-testid="epoch-picture"
          data-epoch={shown.epoch}
        />
        <div className={classes.controls}>
          <Button size="xs" onClick={toggle} aria-pressed={play.playing} disabled={epochs.length < 2} data-testid="play">
            {play.playing ? t("timeline.pause") : t("timeline.play")}
          </Button>
          <Slider
            value={place}
            onChange={(to) => {
              play.stop();
              go(epochs[to]);
            }}
            min={0}
            max={Math.max(1, epochs.length - 1)}
            disabled={epochs.length < 2}
            label={null}
            thumbLabel={t("timeline.epoch")}
            thumbValueText={t("timeline.epochOf", { epoch: shown.epoch, last: newest?.epoch ?? 0 })}
            data-testid="epoch"
          />
          <Text size="sm" className="numeric" data-testid="epoch-shown">
            {t("timeline.epochOf", { epoch: shown.epoch, last: newest?.epoch ?? 0 })}
          </Text>
        </div>
        {running && <JobProgress job={training} live={live.progress} />}
        <Group gap="xs">
          {shown.forkable && <ForkForm key={shown.epoch} job={training} recipe={recipe} epoch={shown.epoch} />}
          <AnchorLink to="/jobs/$job" params={{ job: training.id }} size="sm">
            {t("timeline.openJob")}
          </AnchorLink>
        </Group>
      </Stack>
      <LossChart curves={curves} losses={losses} epoch={shown.epoch} />
    </div>
  );
}
