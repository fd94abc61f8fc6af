import { Button, Group, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { ActionCurl } from "@/features/actions/action-curl";
import { versionQuery } from "@/features/actions/queries";
import type { PlaygroundProps } from "@/features/predictions/playground";
import { Warnings } from "@/features/predictions/warnings";
import { Headline } from "@/features/recipes/headline";
import { readHorizon } from "@/features/reports/horizon";
import { OwnRows } from "@/features/temperature/own-rows";
import { bodyOf, forecastQuery, movedQuery } from "@/features/temperature/queries";
import { type Asked, chartRows, type ForecastQuestion, readForecastQuestion, readSteps } from "@/features/temperature/question";
import { SignedBars } from "@/features/temperature/signed-bars";
import { useFormat } from "@/i18n/use-language";
import { numberAt, recordsAt, textAt, textsAt } from "@/lib/json";

const ForecastChart = lazy(() => import("@/features/temperature/forecast-chart"));
const HorizonChart = lazy(() => import("@/features/reports/horizon-chart"));
const route = getRouteApi("/play/$model");

/** Forecasts how a measured quantity goes on, beside what came and beside "as it is now". */
export default function TemperaturePlayground({ model, recipe, version }: PlaygroundProps) {
  const { t } = useTranslation();
  const question = readForecastQuestion(version.question);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [own, setOwn] = useState<Asked>();
  const total = question.examples.length;
  const index = Math.min(Math.max(0, (Number(search["example"]) || 1) - 1), Math.max(0, total - 1));
  const example = question.examples[index];
  const asked = own ?? example;
  const horizon = readHorizon(useQuery(versionQuery(model, version.version)).data?.report);

  function step(by: number) {
    const next = ((index + by + total) % total) + 1;
    void navigate({ search: { example: next }, replace: true, resetScroll: false });
  }

  const actions = own ? (
    <Button size="xs" variant="default" onClick={() => setOwn(undefined)} data-testid="back-to-examples">
      {t("temperature.back")}
    </Button>
  ) : (
    total > 1 && (
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => step(-1)} data-testid="previous-example">
          {t("temperature.previous")}
        </Button>
        <Text size="sm" className="numeric" aria-live="polite" data-testid="example-shown">
          {t("temperature.example", { n: index + 1, total })}
        </Text>
        <Button size="xs" variant="default" onClick={() => step(1)} data-testid="next-example">
          {t("temperature.next")}
        </Button>
      </Group>
    )
  );

  return (
    <Stack gap="md">
      <Panel title={own ? t("temperature.ownWindow") : t("temperature.forecast")} help={t("temperature.forecastHelp")} actions={actions}>
        {asked ? <Forecast model={model} version={version.version} question={question} asked={asked} /> : <Text c="dimmed">{t("temperature.noExamples")}</Text>}
      </Panel>
      {asked && recipe.can_explain && <Moved model={model} version={version.version} question={question} asked={asked} />}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: "start" }}>
        <Stack gap="md" miw={0}>
          {horizon.length > 1 && (
            <Panel title={t("temperature.horizon")} help={t("temperature.horizonHelp")}>
              <Suspense fallback={<Skeleton height={260} />}>
                <HorizonChart rows={horizon} unit={question.unit} />
              </Suspense>
            </Panel>
          )}
          <Panel title={t("temperature.figures")}>
            <Headline recipe={recipe} version={version} withReason />
          </Panel>
        </Stack>
        <OwnRows question={question} example={example} onAsk={setOwn} />
      </SimpleGrid>
      {asked && <ActionCurl model={model} action="predict" body={bodyOf(asked)} />}
    </Stack>
  );
}

interface AskedProps {
  model: string;
  version: number;
  question: ForecastQuestion;
  asked: Asked;
}

function Forecast({ model, version, question, asked }: AskedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = useQuery(forecastQuery(model, version, asked));
  if (answer.isError) return <ErrorNotice error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton height={380} />;
  const known = answer.data.answer;
  const steps = readSteps(known);
  const rows = chartRows(question, answer.data.asked, steps);
  const last = steps.at(-1);
  const shown = (value: number) => `${format.number(value, 1)} ${question.unit}`.trim();
  const unit = question.unit;
  const summary = last
    ? t("temperature.summary", {
        target: question.target,
        now: shown(last.baseline),
        hours: format.number(last.hours),
        value: shown(last.value),
        low: shown(last.low),
        high: shown(last.high),
      })
    : "";
  return (
    <Stack gap="sm">
      {last && (
        <Group gap="xl">
          <div>
            <Text size="xs" c="dimmed">
              {t("temperature.atHorizon", { hours: format.number(last.hours) })}
            </Text>
            <Text fz="1.6rem" fw={700} className="numeric" data-testid="forecast" data-value={last.value}>
              {shown(last.value)}
            </Text>
          </div>
          <div>
            <Text size="xs" c="dimmed">
              {t("temperature.band")}
            </Text>
            <Text fz="1.1rem" className="numeric" data-testid="interval">
              {t("temperature.interval", { low: shown(last.low), high: shown(last.high) })}
            </Text>
          </div>
          {asked.start !== undefined && (
            <Text size="sm" c="dimmed">
              {t("temperature.from", { time: format.dateTime(asked.start) })}
            </Text>
          )}
        </Group>
      )}
      <Suspense fallback={<Skeleton height={340} />}>
        <ForecastChart
          rows={rows}
          yLabel={unit ? t("temperature.axis", { target: question.target, unit }) : question.target}
          summary={summary}
          withTruth={answer.data.asked.truth.length > 0}
          formatValue={shown}
        />
      </Suspense>
      <Warnings warnings={textsAt(known, "warnings")} />
      <Text size="xs" c="dimmed" className="numeric" ta="right">
        {t("play.latency", { duration: format.seconds(answer.data.seconds) })}
      </Text>
    </Stack>
  );
}

function Moved({ model, version, question, asked }: AskedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const explained = useQuery(movedQuery(model, version, asked));
  if (explained.isError) return <ErrorNotice error={explained.error} onRetry={() => void explained.refetch()} />;
  const explanation = explained.data?.answer;
  const columns = rowsOf(explanation, "columns", (row) => textAt(row, "name") ?? "").sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const hours = rowsOf(explanation, "hours", (row) => t("temperature.ago", { hours: format.number(numberAt(row, "hours_ago")) }));
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: "start" }}>
      <Panel title={t("temperature.columns")} help={t("temperature.columnsHelp")}>
        {explanation ? <SignedBars rows={columns} unit={question.unit} testId="columns" /> : <Skeleton height={200} />}
      </Panel>
      <Panel title={t("temperature.hoursMoved")} help={t("temperature.columnsHelp")}>
        {explanation ? <SignedBars rows={hours} unit={question.unit} testId="hours" /> : <Skeleton height={200} />}
      </Panel>
    </SimpleGrid>
  );
}

function rowsOf(explanation: unknown, key: string, label: (row: unknown) => string) {
  return recordsAt(explanation, key).map((row) => ({ label: label(row), value: numberAt(row, "contribution") ?? 0 }));
}
