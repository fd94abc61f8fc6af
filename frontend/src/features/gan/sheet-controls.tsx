import { Button, Group, NativeSelect, Slider, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyText } from "@/components/copy-text";
import { type GanSettings, TRUNCATION } from "@/features/gan/gan-settings";
import { useFormat } from "@/i18n/use-language";

interface Props {
  settings: GanSettings;
  labels: readonly string[];
  onChange: (part: Partial<GanSettings>) => void;
}

const MARKS = [0.5, 1, 1.5].map((value) => ({ value, label: String(value) }));

/** Which pictures to draw: other random numbers, how far from the middle, and of which class. */
export function SheetControls({ settings, labels, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Button onClick={() => onChange({ seed: (settings.seed + 1) % 2 ** 32 })} data-testid="redraw">
          {t("gan.redraw")}
        </Button>
        <Button variant="default" disabled={settings.seed === 0} onClick={() => onChange({ seed: settings.seed - 1 })} data-testid="redraw-back">
          {t("gan.back")}
        </Button>
        <Text size="sm" c="dimmed" className="numeric" data-testid="seed-shown">
          {t("gan.seed", { seed: settings.seed })}
        </Text>
      </Group>
      <div>
        <Group justify="space-between">
          <Text size="sm" fw={500}>
            {t("gan.truncation")}
          </Text>
          <Text size="sm" className="numeric" data-testid="truncation-value">
            {format.number(settings.truncation, 2)}
          </Text>
        </Group>
        <Slider
          value={settings.truncation}
          onChange={(truncation) => onChange({ truncation })}
          min={TRUNCATION.low}
          max={TRUNCATION.high}
          step={0.05}
          marks={MARKS}
          mb="xl"
          label={null}
          thumbLabel={t("gan.truncation")}
          data-testid="truncation"
        />
        <Text size="xs" c="dimmed">
          {t("gan.truncationHelp")}
        </Text>
      </div>
      {labels.length > 0 && (
        <NativeSelect
          label={t("gan.label")}
          value={settings.label ?? ""}
          onChange={(event) => onChange({ label: event.currentTarget.value === "" ? null : event.currentTarget.value })}
          data={[{ value: "", label: t("gan.inTurn") }, ...labels]}
          data-testid="label"
        />
      )}
      <CopyText value={window.location.href} label={t("gan.share")} testId="share" style={{ alignSelf: "flex-start" }} />
    </Stack>
  );
}
