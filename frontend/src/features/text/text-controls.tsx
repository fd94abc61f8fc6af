import { Button, Group, NumberInput, SegmentedControl, SimpleGrid, Slider, Stack, TagsInput, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Warnings } from "@/features/predictions/warnings";
import { shownPrompt } from "@/features/text/characters";
import { CountInput } from "@/features/text/count-input";
import { LIMITS, type TextSettings } from "@/features/text/text-settings";
import { useFormat } from "@/i18n/use-language";

interface Props {
  settings: TextSettings;
  prompts: string[];
  vocabulary: number;
  /** What the model says against the prompt. */
  warnings: string[];
  onChange: (change: Partial<TextSettings>) => void;
}

const MARKS = [0.2, 0.5, 1, 1.5].map((value) => ({ value, label: String(value) }));

/** The prompt and how to go on from it. */
export function TextControls({ settings, prompts, vocabulary, warnings, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const greedy = settings.sampling === "greedy";
  return (
    <Stack gap="sm">
      <Textarea
        label={t("text.prompt")}
        description={t("text.promptHelp")}
        value={settings.prompt}
        onChange={(event) => onChange({ prompt: event.currentTarget.value })}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        data-testid="prompt"
      />
      <Group gap={6}>
        {prompts.map((prompt, index) => (
          <Button
            key={prompt}
            size="compact-sm"
            variant={prompt === settings.prompt ? "light" : "default"}
            fw={400}
            maw="100%"
            onClick={() => onChange({ prompt })}
            data-testid={`example-${String(index + 1)}`}
          >
            {shownPrompt(prompt)}
          </Button>
        ))}
      </Group>
      <Warnings warnings={warnings} />
      <SegmentedControl
        aria-label={t("text.sampling")}
        value={settings.sampling}
        onChange={(value) => onChange({ sampling: value === "greedy" ? "greedy" : "stochastic" })}
        data={[
          { value: "stochastic", label: t("text.stochastic") },
          { value: "greedy", label: t("text.greedy") },
        ]}
        data-testid="sampling"
      />
      <div>
        <Group justify="space-between">
          <Text size="sm" fw={500}>
            {t("text.temperature")}
          </Text>
          <Text size="sm" className="numeric" data-testid="temperature-value">
            {greedy ? t("text.temperatureUnused") : format.number(settings.temperature, 2)}
          </Text>
        </Group>
        <Slider
          value={Math.min(LIMITS.hottest, settings.temperature)}
          onChange={(temperature) => onChange({ temperature })}
          min={LIMITS.coldest}
          max={LIMITS.hottest}
          step={0.05}
          marks={MARKS}
          mb="xl"
          label={null}
          thumbLabel={t("text.temperature")}
          data-testid="temperature"
        />
        <Text size="xs" c="dimmed">
          {greedy ? t("text.greedyHelp") : t("text.temperatureHelp")}
        </Text>
      </div>
      <SimpleGrid cols={{ base: 2, sm: 4, lg: 2, xl: 4 }} spacing="sm">
        <CountInput
          label={t("text.topK")}
          value={settings.topK}
          max={vocabulary}
          testId="top-k"
          onChange={(topK) => onChange({ topK })}
        />
        <NumberInput
          label={t("text.topP")}
          placeholder={t("text.all")}
          value={settings.topP ?? ""}
          onChange={(value) => onChange({ topP: typeof value === "number" && value >= 0.01 ? value : null })}
          min={0.05}
          max={1}
          step={0.05}
          decimalScale={2}
          clampBehavior="strict"
          data-testid="top-p"
        />
        <CountInput
          label={t("text.length")}
          value={settings.length}
          max={LIMITS.length}
          step={100}
          testId="length"
          onChange={(length) => onChange({ length: length ?? 400 })}
        />
        <CountInput
          label={t("text.seed")}
          value={settings.seed}
          min={0}
          max={LIMITS.seed}
          testId="seed"
          onChange={(seed) => onChange({ seed: seed ?? 0 })}
        />
      </SimpleGrid>
      <TagsInput
        label={t("text.stop")}
        description={t("text.stopHelp")}
        value={settings.stop.map(shownPrompt)}
        onChange={(stop) => onChange({ stop: stop.map((text) => text.replaceAll("⏎", "\n").slice(0, 40)) })}
        data={["⏎⏎", "⏎", "."]}
        maxTags={LIMITS.stops}
        data-testid="stop"
      />
    </Stack>
  );
}
