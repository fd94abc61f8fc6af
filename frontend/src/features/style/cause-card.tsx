import { Button, Code, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { AnchorLink } from "@/components/links";
import { type Field, shownValue } from "@/components/schema-form/fields";
import { isUnfinished } from "@/features/jobs/queries";
import { resultPicture, thumbnailUrl } from "@/features/studio/frames";
import classes from "@/features/studio/stage.module.css";
import { StudioProgress } from "@/features/studio/studio-progress";
import { type Cause, decisive } from "@/features/style/causes";
import { useFormat, useWords } from "@/i18n/use-language";
import { numberAt } from "@/lib/json";

interface Props {
  cause: Cause;
  fields: Field[];
  job: Job | undefined;
  busy: boolean;
  onRun: () => void;
}

const WHY = {
  works: "style.whyWorks",
  "fails-fast-rate": "style.whyFastRate",
  "fails-slow-rate": "style.whySlowRate",
  "fails-network-rate": "style.whyNetworkRate",
  "fails-old-weights": "style.whyOldWeights",
  "fails-true-channels": "style.whyTrueChannels",
  "fails-unit-pixels": "style.whyUnitPixels",
} as const;

/** One cause: its setting, why it fails, and what it makes of the pictures. */
export function CauseCard({ cause, fields, job, busy, onRun }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const why = Object.entries(WHY).find(([name]) => name === cause.name)?.[1];
  const settings = decisive(cause.params);
  return (
    <Paper component="article" className="panel" p="md" data-testid={`cause-${cause.name}`} data-status={job?.status ?? "none"}>
      <Stack gap="xs" h="100%">
        <Title order={3}>{cause.title ? words(cause.title) : t("style.works")}</Title>
        <Outcome job={job} />
        <Text size="sm" style={{ flexGrow: 1 }}>
          {why && t(why)}
        </Text>
        <Text size="xs" c="dimmed">
          {settings.length === 0 && t("style.defaults")}
          {settings.map(([name, value]) => (
            <span key={name}>
              {words(fields.find((field) => field.name === name)?.title) || name}: <Code>{shownValue(value)}</Code>{" "}
            </span>
          ))}
        </Text>
        <Group gap="xs" justify="space-between">
          <Button
            size="xs"
            variant={job ? "default" : "filled"}
            onClick={onRun}
            disabled={busy || (job !== undefined && isUnfinished(job.status))}
            data-testid={`run-${cause.name}`}
          >
            {job && !isUnfinished(job.status) ? t("style.runAgain") : t("style.runCause")}
          </Button>
          {job && (
            <AnchorLink to="/jobs/$job" params={{ job: job.id }} size="xs">
              {t("studio.openJob")}
            </AnchorLink>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

function Outcome({ job }: { job: Job | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const result = job && resultPicture(job);
  const share = numberAt(job?.result, "metrics", "style_share");
  if (!job) {
    return (
      <div className={classes.stage}>
        <Text size="sm" c="dimmed">
          {t("style.notRun")}
        </Text>
      </div>
    );
  }
  if (isUnfinished(job.status)) return <StudioProgress job={job} live={undefined} />;
  return (
    <Stack gap={4}>
      {result && (
        <div className={classes.stage}>
          <img src={thumbnailUrl(result.url, 512)} alt={t("studio.result")} className={classes.picture} />
        </div>
      )}
      {share !== undefined && (
        <Text size="sm" fw={600} className="numeric" data-testid="style-share" data-value={share}>
          {t("style.share", { share: format.percent(share, 1) })}
        </Text>
      )}
      {job.error && (
        <Text size="sm" c="var(--mantine-color-error)">
          {job.error.detail}
        </Text>
      )}
    </Stack>
  );
}
