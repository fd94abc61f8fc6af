import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Preset } from "@/api/types";
import { isPreset } from "@/features/studio/settings";
import type { Studio } from "@/features/studio/use-studio";
import { useWords } from "@/i18n/use-language";

/** Settings for one click; the one in force is marked. */
export function PresetsBar({ studio, presets }: { studio: Studio; presets: Preset[] }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <Group gap={6} role="group" aria-label={t("studio.presets")}>
      {presets.map((preset) => {
        const active = isPreset(studio.fields, studio.values, preset.params);
        return (
          <Button
            key={preset.name}
            size="compact-sm"
            radius="xl"
            variant={active ? "filled" : "default"}
            aria-pressed={active}
            onClick={() => studio.preset(preset.params)}
            data-testid={`preset-${preset.name}`}
          >
            {words(preset.title)}
          </Button>
        );
      })}
    </Group>
  );
}
