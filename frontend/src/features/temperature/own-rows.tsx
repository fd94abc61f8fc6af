import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "@/components/panel";
import { readWindow, windowText } from "@/features/temperature/own-window";
import type { Asked, ForecastQuestion } from "@/features/temperature/question";

interface Props {
  question: ForecastQuestion;
  /** Filled in on demand, to be changed by hand. */
  example: Asked | undefined;
  onAsk: (asked: Asked) => void;
}

/** A window pasted as CSV, checked line by line before it is sent. */
export function OwnRows({ question, example, onAsk }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [start, setStart] = useState("");
  const [tried, setTried] = useState(false);
  const { window, problem } = readWindow(text, question.columns, question.window);
  const wrongTime = start.trim() !== "" && Number.isNaN(Date.parse(start));
  const columns = question.columns.map(({ name, unit }) => (unit ? `${name} (${unit})` : name)).join(", ");

  function ask() {
    setTried(true);
    if (window && !wrongTime) onAsk({ start: start.trim() === "" ? undefined : start.trim(), window, truth: [] });
  }

  return (
    <Panel title={t("temperature.paste")} help={t("temperature.pasteHelp", { n: question.window, columns })}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <Stack gap="sm">
          <Textarea
            label={t("temperature.rows")}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setTried(false);
            }}
            error={tried && problem ? t(`temperature.${problem.code}`, { ...problem }) : undefined}
            rows={7}
            spellCheck={false}
            styles={{ input: { fontFamily: "monospace", fontSize: "0.8rem", whiteSpace: "pre", overflowX: "auto" } }}
            data-testid="own-rows"
          />
          <TextInput
            label={t("temperature.start")}
            description={t("temperature.startHelp")}
            value={start}
            onChange={(event) => setStart(event.currentTarget.value)}
            error={tried && wrongTime ? t("temperature.wrongTime") : undefined}
            maw="22rem"
            data-testid="own-start"
          />
          <Group gap="sm">
            <Button type="submit" data-testid="use-own-rows">
              {t("temperature.use")}
            </Button>
            {example && (
              <Button
                variant="default"
                onClick={() => {
                  setText(windowText(example.window, question.columns));
                  setStart(example.start ?? "");
                  setTried(false);
                }}
                data-testid="fill-example"
              >
                {t("temperature.fill")}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
