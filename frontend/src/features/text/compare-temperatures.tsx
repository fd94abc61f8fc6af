import { Button, Group, SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Panel } from "@/components/panel";
import { sampleBody, type TextSettings } from "@/features/text/text-settings";
import { useWritings } from "@/features/text/use-writings";
import { WrittenText } from "@/features/text/written-text";
import { useFormat } from "@/i18n/use-language";

const TEMPERATURES = [0.2, 0.5, 1, 1.5] as const;
const CHARACTERS = 240;

/** The same prompt and seed at four temperatures, written side by side. */
export function CompareTemperatures({ model, settings }: { model: string; settings: TextSettings }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { writings, write, stop } = useWritings(model);
  const busy = Object.values(writings).some(({ state }) => state === "writing");

  function start(temperature: number) {
    const length = Math.min(settings.length, CHARACTERS);
    const body = sampleBody({ ...settings, temperature, length, sampling: "stochastic" });
    void write(String(temperature), { body, prompt: settings.prompt });
  }

  return (
    <Panel
      title={t("text.compare")}
      help={t("text.compareHelp")}
      testId="compare"
      actions={
        <Group gap="xs">
          <Button size="xs" onClick={() => TEMPERATURES.forEach(start)} data-testid="compare-write">
            {t("text.compareWrite")}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={!busy}
            onClick={() => TEMPERATURES.forEach((temperature) => stop(String(temperature)))}
          >
            {t("text.stopWriting")}
          </Button>
        </Group>
      }
    >
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} spacing="sm">
        {TEMPERATURES.map((temperature) => {
          const writing = writings[String(temperature)];
          const label = t("text.atTemperature", { value: format.number(temperature, 1) });
          return (
            <div key={temperature}>
              <Text size="sm" fw={600} mb={4} className="numeric">
                {label}
              </Text>
              {writing ? (
                <WrittenText
                  writing={writing}
                  label={label}
                  testId={`written-${String(temperature)}`}
                  onRetry={() => start(temperature)}
                />
              ) : (
                <Text size="sm" c="dimmed">
                  {t(`text.hint${temperature < 0.4 ? "Cold" : temperature < 0.8 ? "Mild" : temperature < 1.2 ? "Plain" : "Hot"}`)}
                </Text>
              )}
            </div>
          );
        })}
      </SimpleGrid>
    </Panel>
  );
}
