import { Button, Group, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyText } from "@/components/copy-text";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { ActionCurl } from "@/features/actions/action-curl";
import { actionQuery } from "@/features/actions/queries";
import type { PlaygroundProps } from "@/features/predictions/playground";
import { useSearchWrite, useSharedSearch } from "@/features/predictions/use-search-write";
import { CompareTemperatures } from "@/features/text/compare-temperatures";
import { readNext } from "@/features/text/next-answer";
import { NextChart } from "@/features/text/next-chart";
import { OwnText } from "@/features/text/own-text";
import { strangers } from "@/features/text/strangers";
import { TextControls } from "@/features/text/text-controls";
import { TextFigures } from "@/features/text/text-figures";
import { nextBody, readSettings, sampleBody, sharedSettings, type TextSettings } from "@/features/text/text-settings";
import { useWritings } from "@/features/text/use-writings";
import { WrittenText } from "@/features/text/written-text";
import { listAt, textsAt } from "@/lib/json";

const NEXT_SHOWN = 12;
const ASK_AFTER_MS = 100;

/** Writes on from a prompt, character by character, and shows what each next one is drawn from. */
export default function TextGeneratorPlayground({ model, recipe, version }: PlaygroundProps) {
  const { t } = useTranslation();
  const prompts = textsAt(version.question, "prompts");
  const shared = useSharedSearch();
  const writeSearch = useSearchWrite();
  const first = prompts[0] ?? "";
  const [settings, setSettings] = useState(() => readSettings(shared, first));
  const [asked] = useDebouncedValue(settings, ASK_AFTER_MS);
  const next = useQuery(actionQuery(model, version.version, "next", nextBody(asked, NEXT_SHOWN)));
  const { writings, write, stop } = useWritings(model);
  const writing = writings["main"];
  const busy = writing?.state === "writing";
  const answer = readNext(next.data);
  const unknown = strangers(asked.prompt, version.question);
  const warnings = unknown.length > 0 ? [t("text.strangers", { characters: unknown.slice(0, 20).join(" ") })] : answer.warnings;

  function change(part: Partial<TextSettings>) {
    const changed = { ...settings, ...part };
    setSettings(changed);
    writeSearch(sharedSettings(changed, first));
  }
  const start = () => void write("main", { body: sampleBody(settings), prompt: settings.prompt });
  const startAtOnce = useEffectEvent(start);
  useEffect(() => startAtOnce(), []);

  function goOn() {
    if (!writing) return;
    // Another seed: the same one would draw the same random numbers again.
    const further = { ...settings, prompt: writing.prompt + writing.text, seed: settings.seed + [...writing.text].length };
    const body = { ...sampleBody(further), prompt: further.prompt.slice(-5000) };
    void write("main", { body, prompt: writing.prompt, before: writing.text });
  }

  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Panel title={t("text.title")}>
          <TextControls
            settings={settings}
            prompts={prompts}
            warnings={warnings}
            vocabulary={Math.max(1, listAt(version.question, "characters").length)}
            onChange={change}
          />
          <Group gap="xs" mt="md">
            <Button onClick={start} data-testid="write">
              {t("text.write")}
            </Button>
            <Button variant="default" onClick={() => stop("main")} disabled={!busy} data-testid="stop-writing">
              {t("text.stopWriting")}
            </Button>
            <Button variant="default" onClick={goOn} disabled={busy || !writing?.text} data-testid="continue">
              {t("text.continue")}
            </Button>
            <CopyText value={window.location.href} label={t("text.share")} testId="share" size="sm" />
          </Group>
        </Panel>
        <Stack gap="md" miw={0}>
          <Panel title={t("text.output")}>
            {writing ? (
              <WrittenText writing={writing} label={t("text.output")} testId="written" onRetry={start} />
            ) : (
              <Skeleton height={150} />
            )}
          </Panel>
          <Panel title={t("text.next")} help={t("text.nextHelp")}>
            {next.isError ? (
              <ErrorNotice error={next.error} onRetry={() => void next.refetch()} />
            ) : next.data === undefined ? (
              <Skeleton height={220} />
            ) : (
              <NextChart answer={answer} onPick={(character) => change({ prompt: settings.prompt + character })} />
            )}
          </Panel>
        </Stack>
      </SimpleGrid>
      <CompareTemperatures model={model} settings={settings} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <TextFigures model={model} version={version} />
        <Stack gap="md" miw={0}>
          <OwnText recipe={recipe} />
          <ActionCurl model={model} action="sample" body={sampleBody(settings)} accept="text/event-stream" />
        </Stack>
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {t("text.reproducible")}
      </Text>
    </Stack>
  );
}
