import { Skeleton, SimpleGrid, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GanInterpolateQuestion } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { ActionCurl } from "@/features/actions/action-curl";
import { ActionPictures } from "@/features/actions/action-pictures";
import { PictureGrid } from "@/features/actions/picture-grid";
import { readPictures } from "@/features/actions/pictures";
import { actionQuery } from "@/features/actions/queries";
import { SavePng } from "@/features/actions/save-png";
import { Bars } from "@/features/gan/bars";
import { coverage, readGanQuestion, readSeen } from "@/features/gan/gan-answer";
import { GanFigures } from "@/features/gan/gan-figures";
import classes from "@/features/gan/gan-playground.module.css";
import { type GanSettings, readGanSettings, sharedGanSettings, sheetBody, withEnd } from "@/features/gan/gan-settings";
import { SheetControls } from "@/features/gan/sheet-controls";
import type { PlaygroundProps } from "@/features/predictions/playground";
import { useSearchWrite, useSharedSearch } from "@/features/predictions/use-search-write";
import { Timeline } from "@/features/timeline/timeline";
import { useFormat } from "@/i18n/use-language";

const STEPS = 12;
const DRAW_AFTER_MS = 80;

/** A sheet of drawn pictures: draw others, pull them to the middle, walk from one to another. */
export default function GanPlayground({ model, recipe, version }: PlaygroundProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const shared = useSharedSearch();
  const writeSearch = useSearchWrite();
  const question = readGanQuestion(version.question);
  const [settings, setSettings] = useState(() => readGanSettings(shared, question.labels));
  const [ends, setEnds] = useState<number[]>([0, 1]);
  const [drawn] = useDebouncedValue(settings, DRAW_AFTER_MS);
  const body = sheetBody(drawn);
  const sheet = useQuery(actionQuery(model, version.version, "sample", body));
  const pictures = readPictures(sheet.data);
  const seen = readSeen(sheet.data);
  const shares = coverage(seen.classes, question.classes);
  const most = Math.max(1, ...shares.map(({ count }) => count));
  const [from, to] = ends.map((end) => pictures.latents[end]);
  const label = drawn.label ?? question.labels[(ends[0] ?? 0) % Math.max(1, question.labels.length)];

  function change(part: Partial<GanSettings>) {
    const changed = { ...settings, ...part };
    setSettings(changed);
    writeSearch(sharedGanSettings(changed));
  }
  const called = (index: number) => {
    const name = seen.classes[index];
    return name === undefined ? t("gan.sampleN", { n: index + 1 }) : t("gan.sampleSeen", { n: index + 1, name });
  };
  const losses = [
    { name: "d_loss", title: t("gan.dLoss"), color: "var(--ch-line-validation)", chart: t("gan.losses") },
    { name: "g_loss", title: t("gan.gLoss"), color: "var(--ch-line-book)", dashed: true, chart: t("gan.losses") },
    { name: "frechet", title: t("gan.frechet"), color: "var(--ch-line-validation)", chart: t("gan.frechetChart") },
  ];

  return (
    <Stack gap="md">
      <div className={classes.layout}>
        <Panel title={t("gan.sheet")} help={t("gan.sheetHelp")}>
          {sheet.isError ? (
            <ErrorNotice error={sheet.error} onRetry={() => void sheet.refetch()} />
          ) : sheet.data === undefined ? (
            <Skeleton height={320} />
          ) : (
            <PictureGrid
              sources={pictures.sources}
              columns={8}
              alt={called}
              picked={ends}
              onPick={(index) => setEnds(withEnd(ends, index))}
              testId="samples"
            />
          )}
        </Panel>
        <Stack gap="md" miw={0}>
          <Panel title={t("gan.draw")}>
            <Stack gap="md">
              <SheetControls settings={settings} labels={question.labels} onChange={change} />
              <SavePng model={model} action="sample" body={body} withVerify />
            </Stack>
          </Panel>
          {shares.length > 0 && (
            <Panel title={t("gan.coverage")} help={t("gan.coverageHelp")}>
              <Bars
                label={t("gan.coverage")}
                testId="coverage"
                bars={shares.map(({ name, count }) => ({
                  name,
                  share: count / most,
                  figure: count === 0 ? t("gan.missing") : format.number(count, 0),
                  missing: count === 0,
                }))}
              />
            </Panel>
          )}
        </Stack>
      </div>
      <Panel title={t("gan.interpolate")} help={t("gan.interpolateHelp")}>
        {from && to ? (
          <ActionPictures
            model={model}
            version={version.version}
            action="interpolate"
            body={{ start: from, end: to, steps: STEPS, ...(label === undefined ? {} : { label }) } satisfies GanInterpolateQuestion}
            columns={STEPS}
            alt={(index) => t("gan.stepOf", { n: index + 1, of: STEPS })}
            testId="interpolation"
          />
        ) : (
          <Text c="dimmed">{t("gan.pickTwo")}</Text>
        )}
      </Panel>
      <Timeline
        job={version.job_id}
        recipe={recipe}
        losses={losses}
        startEpoch={settings.epoch}
        onEpoch={(epoch) => change({ epoch })}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <GanFigures model={model} version={version} />
        <ActionCurl model={model} action="sample" body={body} accept="image/png" />
      </SimpleGrid>
    </Stack>
  );
}
