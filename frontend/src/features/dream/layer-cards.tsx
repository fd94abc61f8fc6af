import { Button, Group, Slider, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { StudioProgress } from "@/features/studio/studio-progress";
import type { Studio } from "@/features/studio/use-studio";
import { type DreamLayer, type LayerChoice, readLayers, toggled, withCoefficient } from "@/features/dream/layers";
import classes from "@/features/dream/layer-cards.module.css";
import type { Atlas } from "@/features/dream/use-atlas";
import { useFormat, useWords } from "@/i18n/use-language";

interface Props {
  studio: Studio;
  layers: DreamLayer[];
  atlas: Atlas;
}

/** The layers of the network, each with what it dreams; those that are on have a slider for how much they count. */
export function LayerCards({ studio, layers, atlas }: Props) {
  const { t } = useTranslation();
  const chosen = readLayers(studio.values["layers"]);
  const put = (next: LayerChoice[]) => studio.change("layers", next);
  const refused = studio.refused["layers"];
  return (
    <Panel title={t("dream.layers")} help={t("dream.layersHelp")}>
      <Stack gap="sm">
        {atlas.thumbnails.size === 0 && (
          <Stack gap="xs" align="flex-start" data-testid="atlas">
            <Text size="sm" c="dimmed">
              {t("dream.atlasHelp")}
            </Text>
            {atlas.job ? (
              <div className={classes.atlas}>
                <StudioProgress job={atlas.job} live={undefined} />
              </div>
            ) : (
              <Button size="xs" variant="default" onClick={atlas.draw} loading={atlas.starting} data-testid="draw-atlas">
                {t("dream.drawAtlas")}
              </Button>
            )}
            {atlas.error && <ErrorNotice error={atlas.error} />}
          </Stack>
        )}
        {refused && (
          <Text size="sm" role="alert" c="var(--mantine-color-error)">
            {refused}
          </Text>
        )}
        <div className={classes.layers} role="group" aria-label={t("dream.layers")}>
          {layers.map((layer) => (
            <LayerCard
              key={layer.name}
              layer={layer}
              thumbnail={atlas.thumbnails.get(layer.name)}
              coefficient={chosen.find((choice) => choice.layer === layer.name)?.coefficient}
              last={chosen.length === 1}
              onToggle={() => put(toggled(chosen, layer.name, layers))}
              onCoefficient={(value) => put(withCoefficient(chosen, layer.name, value))}
            />
          ))}
        </div>
      </Stack>
    </Panel>
  );
}

interface CardProps {
  layer: DreamLayer;
  thumbnail: string | undefined;
  coefficient: number | undefined;
  /** The only layer that is on: a dream needs one. */
  last: boolean;
  onToggle: () => void;
  onCoefficient: (value: number) => void;
}

function LayerCard({ layer, thumbnail, coefficient, last, onToggle, onCoefficient }: CardProps) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const on = coefficient !== undefined;
  const shows = words(layer.shows);
  return (
    <div className={classes.card} data-on={on || undefined} data-testid={`layer-${layer.name}`}>
      <button
        type="button"
        className={classes.toggle}
        aria-pressed={on}
        disabled={on && last}
        onClick={onToggle}
        title={on && last ? t("dream.needsOne") : layer.name}
        aria-label={`${layer.name}: ${shows}`}
      >
        {thumbnail === undefined ? <span className={classes.blank}>{shows}</span> : <img src={thumbnail} alt="" loading="lazy" />}
        {on && <span className={classes.mark}>✓</span>}
      </button>
      <Text size="xs" lh={1.25} lineClamp={2} title={layer.name}>
        {shows}
      </Text>
      {on && (
        <Group gap={6} wrap="nowrap">
          <Slider
            size="xs"
            className={classes.slider}
            min={0.1}
            max={5}
            step={0.1}
            value={coefficient}
            onChange={onCoefficient}
            label={null}
            thumbLabel={t("dream.coefficient", { layer: shows })}
          />
          <Text size="xs" className="numeric" data-testid={`coefficient-${layer.name}`}>
            {format.number(coefficient, 1)}
          </Text>
        </Group>
      )}
    </div>
  );
}
