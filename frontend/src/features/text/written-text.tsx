import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/error-notice";
import type { Writing } from "@/features/text/use-writings";
import classes from "@/features/text/written-text.module.css";
import { useFormat } from "@/i18n/use-language";

interface Props {
  writing: Writing;
  label: string;
  testId: string;
  onRetry: () => void;
}

/** A text as it is written, the prompt set apart from what the model added. */
export function WrittenText({ writing, label, testId, onRetry }: Props) {
  const { prompt, text, state } = writing;
  if (state === "failed") return <ErrorNotice error={writing.error} onRetry={onRetry} />;
  return (
    <>
      {/* A text that outgrows its box must scroll by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.text} tabIndex={0} role="region" aria-label={label} aria-busy={state === "writing"}>
        <span className={classes.prompt}>{prompt}</span>
        <span data-testid={testId} data-state={state}>
          {text}
        </span>
        {state === "writing" && <span className={classes.caret} aria-hidden="true" />}
      </div>
      <WritingState writing={writing} />
    </>
  );
}

function WritingState({ writing }: { writing: Writing }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, text, firstS, tookS, reason } = writing;
  const written = [...text].length;
  const said = {
    writing: t("text.writing"),
    done: reason === "stop" ? t("text.endedAtStop") : t("text.endedAtLength"),
    stopped: t("text.stopped"),
    cut: t("text.cut"),
    failed: "",
  }[state];
  return (
    <Text size="xs" c="dimmed" mt={6} className="numeric" role="status">
      {said} · {t("play.characters", { n: format.number(written, 0) })}
      {firstS !== undefined && ` · ${t("text.first", { duration: format.seconds(firstS) })}`}
      {state === "done" && tookS > 0 && ` · ${t("text.speed", { n: format.number(written / tookS, 0) })}`}
    </Text>
  );
}
