import { Group, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CurlChoice, CurlPanel } from "@/components/curl-panel";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { HeatMap } from "@/features/images/heat-map";
import { type Photo, photoCurl, type PhotosQuestion } from "@/features/images/photo";
import { PhotoChoice, type PhotoProps } from "@/features/images/photo-choice";
import { classesQuery, heatQuery, photoQuery } from "@/features/images/queries";
import bars from "@/features/predictions/topic-bars.module.css";
import { Warnings } from "@/features/predictions/warnings";
import { useFormat } from "@/i18n/use-language";
import { numberAt, recordsAt, textAt, textsAt } from "@/lib/json";

/** The classes of a photo, and where the first of them was seen. */
export function Classify(props: PhotoProps) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: "start" }}>
      <PhotoChoice {...props} />
      <Stack gap="md" miw={0}>
        {props.photo ? (
          <Answered {...props} photo={props.photo} />
        ) : (
          <Panel title={t("images.answer")}>
            <Text c="dimmed">{t("images.choose")}</Text>
          </Panel>
        )}
      </Stack>
    </SimpleGrid>
  );
}

function Answered({ model, version, question, photo }: PhotoProps & { photo: Photo }) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery(photoQuery(photo, question.examples));
  const answer = useQuery(classesQuery(model, version, photo, query.data));
  const heat = useQuery({ ...heatQuery(model, version, photo, query.data), enabled: answer.isSuccess });
  const truth = "example" in photo ? question.examples[photo.example]?.label : undefined;
  const refused = query.error ?? answer.error;
  return (
    <>
      <Panel title={t("images.answer")} testId="answer">
        {refused !== null && <ErrorNotice error={refused} title={t("images.refused")} onRetry={() => void answer.refetch()} />}
        {refused === null && answer.data === undefined && <Skeleton height={170} />}
        {refused === null && answer.data && (
          <Stack gap="sm" aria-live="polite">
            <ClassBars answer={answer.data.answer} />
            <Warnings warnings={textsAt(answer.data.answer, "warnings")} />
            <Group justify="space-between" gap="xs">
              <Text size="sm">{truth !== undefined && t("images.truth", { label: truth })}</Text>
              <Text size="xs" c="dimmed" className="numeric">
                {t("play.latency", { duration: format.seconds(answer.data.seconds) })}
              </Text>
            </Group>
          </Stack>
        )}
      </Panel>
      {refused === null && (
        <Panel title={t("images.where")} help={t("images.whereHelp")}>
          {heat.isError && <ErrorNotice error={heat.error} onRetry={() => void heat.refetch()} />}
          {!heat.isError && heat.data === undefined && <Skeleton height={280} />}
          {!heat.isError && heat.data !== undefined && <HeatMap explanation={heat.data} photo={photo} examples={question.examples} />}
        </Panel>
      )}
      {refused === null && <PhotoCall model={model} question={question} photo={photo} />}
    </>
  );
}

function ClassBars({ answer }: { answer: unknown }) {
  const format = useFormat();
  return (
    <ol className={bars["topics"]} data-testid="classes">
      {recordsAt(answer, "scores").map((row, index) => {
        const label = textAt(row, "label") ?? "";
        const score = numberAt(row, "score") ?? 0;
        return (
          <li key={label} className={bars["topic"]} data-first={index === 0}>
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" fw={index === 0 ? 700 : 400} truncate title={label} data-testid={index === 0 ? "label" : undefined}>
                {label}
              </Text>
              <Text size="sm" className="numeric" data-testid={index === 0 ? "score" : undefined} data-value={score}>
                {format.percent(score, 1)}
              </Text>
            </Group>
            <div className={bars["track"]} aria-hidden="true">
              <div className={bars["bar"]} style={{ width: `${String(score * 100)}%` }} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function PhotoCall({ model, question, photo }: { model: string; question: PhotosQuestion; photo: Photo }) {
  const { t } = useTranslation();
  const [call, setCall] = useState("predict");
  return (
    <CurlPanel command={photoCurl(window.location.origin, model, call, photo, question.examples)} help={t("images.curlHelp")}>
      <CurlChoice value={call} onChange={setCall} />
    </CurlPanel>
  );
}
