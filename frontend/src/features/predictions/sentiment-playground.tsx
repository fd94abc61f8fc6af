import { Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SentimentAnswer } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { ArchitectureNote } from "@/features/predictions/architecture-note";
import { CurlCall } from "@/features/predictions/curl-call";
import { ExplainedText } from "@/features/predictions/explained-text";
import classes from "@/features/predictions/gauge.module.css";
import type { PlaygroundProps } from "@/features/predictions/playground";
import { TextQuestion } from "@/features/predictions/text-question";
import { useTextPlay } from "@/features/predictions/use-text-play";
import { Warnings } from "@/features/predictions/warnings";
import { useFormat } from "@/i18n/use-language";
import { textAt } from "@/lib/json";

/** Scores a review as it is typed and shows which words moved the score. */
export default function SentimentPlayground({ model, recipe, version }: PlaygroundProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const examples = recipe.examples.map((example) => textAt(example, "text") ?? "");
  const { text, change, empty, answer, explanation, question } = useTextPlay(model, examples[0] ?? "");
  const known = answer.data?.answer;
  const explained = explanation.data?.explanation;
  const words =
    explained && "words" in explained && explained.words
      ? explained.words.map((word) =>
          // Always told from the positive side, so that colours do not swap while typing.
          explained.label === "negative" ? { ...word, contribution: -word.contribution } : word,
        )
      : undefined;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Panel title={t("sentiment.title")}>
        <ArchitectureNote recipe={recipe} version={version} />
        <TextQuestion
          label={t("sentiment.inputLabel")}
          placeholder={t("sentiment.placeholder")}
          text={text}
          examples={examples}
          testId="review"
          onChange={change}
        />
      </Panel>
      <Stack gap="md" miw={0}>
        <Panel title={t("sentiment.score")}>
          {answer.isError && !empty && <ErrorNotice error={answer.error} onRetry={() => void answer.refetch()} />}
          {empty && <Text c="dimmed">{t("sentiment.empty")}</Text>}
          {!empty && !answer.isError && known && "positive" in known && (
            <Stack gap="sm">
              <Gauge answer={known} />
              <Warnings warnings={known.warnings} />
              <Text size="xs" c="dimmed" className="numeric">
                {t("play.latency", { duration: format.seconds(answer.data?.seconds) })}
              </Text>
            </Stack>
          )}
        </Panel>
        {!empty && words && explanation.data && "text" in explanation.data.question && (
          <Panel title={t("play.why")} help={t("play.whyHelp")}>
            <ExplainedText
              text={String(explanation.data.question.text)}
              words={words}
              forLabel={t("play.legendFor", { label: t("sentiment.positive") })}
              againstLabel={t("play.legendFor", { label: t("sentiment.negative") })}
            />
          </Panel>
        )}
        {!empty && <CurlCall model={model} question={question} />}
      </Stack>
    </SimpleGrid>
  );
}

function Gauge({ answer }: { answer: SentimentAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const percent = format.percent(answer.positive, 1);
  return (
    <div>
      <Group justify="space-between" align="baseline">
        <Text fz="1.6rem" fw={700} data-testid="label">
          {answer.label === "positive" ? t("sentiment.positive") : t("sentiment.negative")}
        </Text>
        <Text fz="1.6rem" className="numeric" data-testid="score" data-value={answer.positive}>
          {percent}
        </Text>
      </Group>
      <div
        className={classes.gauge}
        role="meter"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(answer.positive * 100)}
        aria-label={t("sentiment.gauge", { percent })}
      >
        <div className={classes.marker} style={{ left: `${String(answer.positive * 100)}%` }} />
      </div>
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          0% · {t("sentiment.negative")}
        </Text>
        <Text size="xs" c="dimmed">
          {t("sentiment.positive")} · 100%
        </Text>
      </Group>
    </div>
  );
}
