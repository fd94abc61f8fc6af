import { Group, Slider, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { pngSource } from "@/features/actions/pictures";
import classes from "@/features/images/images.module.css";
import { type Photo, type PhotoExample, photoSource } from "@/features/images/photo";
import { useFormat } from "@/i18n/use-language";
import { numberAt, textAt } from "@/lib/json";

interface Props {
  explanation: unknown;
  photo: Photo;
  examples: readonly PhotoExample[];
}

/** The photo's middle square, which is what the network is given, under its class activation map. */
export function HeatMap({ explanation, photo, examples }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [shown, setShown] = useState(true);
  const [opacity, setOpacity] = useState(80);
  const label = textAt(explanation, "label") ?? "";
  return (
    <Stack gap="sm">
      <div className={classes.heat} role="img" aria-label={t("images.heatOf", { label })} data-testid="heat-map">
        <img src={photoSource(photo, examples)} alt="" />
        {shown && (
          <img src={pngSource(textAt(explanation, "overlay") ?? "")} alt="" style={{ opacity: opacity / 100 }} data-testid="overlay" />
        )}
      </div>
      <Group gap="md" wrap="nowrap" maw="26rem" w="100%" mx="auto">
        <Switch
          label={t("images.heat")}
          checked={shown}
          onChange={(event) => setShown(event.currentTarget.checked)}
          data-testid="heat-toggle"
        />
        <Slider
          flex={1}
          value={opacity}
          onChange={setOpacity}
          disabled={!shown}
          label={(value) => format.percent(value / 100, 0)}
          thumbLabel={t("images.opacity")}
          data-testid="heat-opacity"
        />
      </Group>
      <div style={{ maxWidth: "26rem", width: "100%", marginInline: "auto" }}>
        <div className={classes.scale} aria-hidden="true" />
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {t("images.cold")}
          </Text>
          <Text size="xs" c="dimmed">
            {t("images.hot", { label })}
          </Text>
        </Group>
        <Text size="xs" c="dimmed" className="numeric" mt={4}>
          {t("images.grid", { columns: numberAt(explanation, "columns") ?? 0, rows: numberAt(explanation, "rows") ?? 0 })}
        </Text>
      </div>
    </Stack>
  );
}
