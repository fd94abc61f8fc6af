import { Group, SimpleGrid, Stack, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyText } from "@/components/copy-text";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { ArrayQuestion } from "@/features/designer/array-question";
import { DesignedAnswer } from "@/features/designer/designed-answer";
import { DesignedExplanation } from "@/features/designer/designed-explanation";
import { DesignedCurl } from "@/features/designer/designed-curl";
import { ExamplesList } from "@/features/designer/examples-list";
import { FeaturesForm } from "@/features/designer/features-form";
import { PhotoQuestion } from "@/features/designer/photo-question";
import { type DesignedQuestion, readQuestion, truthText } from "@/features/designer/question";
import { type Asked, useDesignedPlay } from "@/features/designer/use-designed-play";
import type { PlaygroundProps } from "@/features/predictions/playground";
import { Warnings } from "@/features/predictions/warnings";
import { Headline } from "@/features/recipes/headline";
import { useFormat } from "@/i18n/use-language";
import { textsAt } from "@/lib/json";

/** Asks a model that was designed here: the form follows its kind of input, the answer its kind of task. */
export default function DesignerPlayground({ model, recipe, version }: PlaygroundProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const question = readQuestion(version.question);
  const { asked, ask, choose, example, answer, wish, settled } = useDesignedPlay(model, question);
  const known = answer.data?.answer;
  const truth = example === undefined ? undefined : question.examples[example]?.truth;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: "start" }}>
      <Stack gap="md" miw={0}>
        <Panel title={t("designed.question")} actions={shareable(asked) ? <CopyText value={window.location.href} label={t("play.share")} testId="share" /> : undefined}>
          <AskedForm question={question} asked={asked} onChange={ask} />
        </Panel>
        <Panel title={t("play.examples")} help={t("designed.examplesHelp")}>
          <ExamplesList question={question} chosen={example} onChoose={choose} />
        </Panel>
      </Stack>
      <Stack gap="md" miw={0}>
        <Panel title={t("designed.answer")} testId="answer">
          {wish === undefined && <Text c="dimmed">{t("designed.nothing")}</Text>}
          {wish !== undefined && answer.isError && <ErrorNotice error={answer.error} onRetry={() => void answer.refetch()} />}
          {wish !== undefined && answer.isPending && <Text c="dimmed">{t("common.loading")}</Text>}
          {wish !== undefined && !answer.isError && known && (
            <Stack gap="sm" aria-live="polite">
              <DesignedAnswer answer={known} task={question.task} />
              {truth !== undefined && (
                <Text size="sm" data-testid="truth">
                  {t("designed.truth", { truth: truthText(truth, (value) => format.number(value)) || "–" })}
                </Text>
              )}
              <Warnings warnings={textsAt(known, "warnings")} />
              <Group justify="flex-end">
                <Text size="xs" c="dimmed" className="numeric">
                  {t("play.latency", { duration: format.seconds(answer.data?.seconds) })}
                </Text>
              </Group>
            </Stack>
          )}
        </Panel>
        <Panel title={t("designed.howGood")}>
          <Headline recipe={recipe} version={version} withReason />
        </Panel>
        {settled !== undefined && recipe.can_explain && !answer.isError && (
          <DesignedExplanation model={model} question={settled} input={question.input} task={question.task} />
        )}
        {wish !== undefined && <DesignedCurl model={model} question={wish} />}
      </Stack>
    </SimpleGrid>
  );
}

function shareable({ kind }: Asked): boolean {
  return kind === "features" || kind === "text";
}

interface FormProps {
  question: DesignedQuestion;
  asked: Asked;
  onChange: (asked: Asked) => void;
}

function AskedForm({ question, asked, onChange }: FormProps) {
  const { t } = useTranslation();
  switch (asked.kind) {
    case "features":
      return (
        <FeaturesForm
          features={question.features}
          values={asked.features}
          onChange={(features) => onChange({ kind: "features", features })}
        />
      );
    case "text":
      return (
        <Textarea
          label={t("designed.text")}
          value={asked.text}
          onChange={(event) => onChange({ kind: "text", text: event.currentTarget.value })}
          autosize
          minRows={5}
          maxRows={16}
          spellCheck={false}
          data-testid="text"
        />
      );
    case "image":
      return <PhotoQuestion image={asked.image} onChange={(image) => onChange({ kind: "image", image })} />;
    case "values":
      return (
        <ArrayQuestion question={question} values={asked.values} onChange={(values) => onChange({ kind: "values", values })} />
      );
  }
}
