import { Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { NewsAnswer } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { ArchitectureNote } from "@/features/predictions/architecture-note";
import { CurlCall } from "@/features/predictions/curl-call";
import { ExplainedText } from "@/features/predictions/explained-text";
import classes from "@/features/predictions/topic-bars.module.css";
import type { PlaygroundProps } from "@/features/predictions/playground";
import { TextQuestion } from "@/features/predictions/text-question";
import { useTextPlay } from "@/features/predictions/use-text-play";
import { Warnings } from "@/features/predictions/warnings";
import { useFormat } from "@/i18n/use-language";
import { textAt, textsAt } from "@/lib/json";

/** Names the most likely topics of an article and the words that decided. */
export default function NewsPlayground({ model, recipe, version }: PlaygroundProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const examples = recipe.examples.map((example) => textAt(example, "text") ?? "");
  const { text, change, empty, answer, explanation, question } = useTextPlay(model, examples[0] ?? "");
  const known = answer.data?.answer;
  const explained = explanation.data?.explanation;
  const topics = textsAt(version.question, "labels").length;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Panel title={t("news.title")}>
        <ArchitectureNote recipe={recipe} version={version} />
        <TextQuestion
          label={t("news.inputLabel")}
          placeholder={t("news.placeholder")}
          text={text}
          examples={examples}
          testId="article"
          onChange={change}
        />
      </Panel>
      <Stack gap="md" miw={0}>
        <Panel title={t("news.topics")}>
          {answer.isError && !empty && <ErrorNotice error={answer.error} onRetry={() => void answer.refetch()} />}
          {empty && <Text c="dimmed">{t("news.empty")}</Text>}
          {!empty && !answer.isError && known && "label_set" in known && (
            <Stack gap="sm">
              <TopicBars answer={known} />
              <Warnings warnings={known.warnings} />
              <Group justify="space-between" gap="xs">
                <Text size="xs" c="dimmed" data-testid="label-set">
                  {t("news.labelSet", { name: known.label_set, n: format.number(topics, 0) })}
                </Text>
                <Text size="xs" c="dimmed" className="numeric">
                  {t("play.latency", { duration: format.seconds(answer.data?.seconds) })}
                </Text>
              </Group>
            </Stack>
          )}
        </Panel>
        {!empty && explained && "words" in explained && explained.words && explanation.data && "text" in explanation.data.question && (
          <Panel title={t("play.why")} help={t("play.whyHelp")}>
            <ExplainedText
              text={String(explanation.data.question.text)}
              words={explained.words}
              forLabel={t("play.legendFor", { label: explained.label })}
              againstLabel={t("play.legendAgainst", { label: explained.label })}
            />
          </Panel>
        )}
        {!empty && <CurlCall model={model} question={question} />}
      </Stack>
    </SimpleGrid>
  );
}

function TopicBars({ answer }: { answer: NewsAnswer }) {
  const format = useFormat();
  return (
    <ol className={classes.topics} data-testid="topics">
      {answer.scores.map(({ label, score }, index) => (
        <li key={label} className={classes.topic} data-first={index === 0}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm" fw={index === 0 ? 700 : 400} truncate data-testid={index === 0 ? "label" : undefined}>
              {label}
            </Text>
            <Text size="sm" className="numeric" data-testid={index === 0 ? "score" : undefined} data-value={score}>
              {format.percent(score, 1)}
            </Text>
          </Group>
          <div className={classes.track} aria-hidden="true">
            <div className={classes.bar} style={{ width: `${String(score * 100)}%` }} />
          </div>
        </li>
      ))}
    </ol>
  );
}
