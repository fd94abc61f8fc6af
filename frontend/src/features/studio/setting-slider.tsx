import { Group, Slider, Text } from "@mantine/core";
import { curved } from "@/features/studio/curved";
import type { Studio } from "@/features/studio/use-studio";
import { useFormat, useWords } from "@/i18n/use-language";
import { isFiniteNumber } from "@/lib/json";

const MULTIPLE = 16; // sizes in pixels move in even steps

/** One number of the settings as a slider, with its value and what it does. */
export function SettingSlider({ studio, name }: { studio: Studio; name: string }) {
  const words = useWords();
  const format = useFormat();
  const field = studio.fields.find((known) => known.name === name);
  if (!field) return null;
  const scale = curved(field);
  const value = studio.values[name];
  const now = isFiniteNumber(value) ? value : scale.min;
  const even = field.kind === "integer";
  return (
    <div data-testid={`slider-${name}`} data-value={now}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">{words(field.title)}</Text>
        <Text size="sm" fw={600} className="numeric">
          {format.number(now)}
        </Text>
      </Group>
      <Slider
        min={even ? scale.min : 0}
        max={even ? scale.max : 1}
        step={even ? MULTIPLE : 0.01}
        value={even ? now : scale.place(now)}
        onChange={(place) => studio.change(name, even ? place : scale.value(place))}
        label={null}
        thumbLabel={words(field.title)}
        thumbProps={{ "aria-valuetext": format.number(now) }}
      />
      <Text size="xs" c="dimmed">
        {words(field.description)}
      </Text>
      {studio.refused[name] && (
        <Text size="xs" role="alert" c="var(--mantine-color-error)">
          {studio.refused[name]}
        </Text>
      )}
    </div>
  );
}
