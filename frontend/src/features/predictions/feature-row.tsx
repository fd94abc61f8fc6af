import { ActionIcon, Group, NumberInput, Slider, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FeatureContribution } from "@/api/types";
import { ResetIcon } from "@/components/icons";
import { EffectCurve } from "@/features/predictions/effect-curve";
import classes from "@/features/predictions/feature-row.module.css";
import { digitsOf, type HouseFeature } from "@/features/predictions/house-features";
import en from "@/i18n/en.json";
import { useFormat, useWords } from "@/i18n/use-language";

const isKnownUnit = (unit: string): unit is keyof typeof en.house.units => unit in en.house.units;

interface Props {
  feature: HouseFeature;
  value: number;
  effect: FeatureContribution | undefined;
  range: [number, number];
  onChange: (value: number) => void;
}

/** One feature: slider, exact number, and how the price hangs on it. */
export function FeatureRow({ feature, value, effect, range, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const title = words(feature.title);
  const unit = isKnownUnit(feature.unit) ? t(`house.units.${feature.unit}`) : feature.unit.replace("0/1", "");
  const digits = digitsOf(feature.step);
  const shown = (number: number) => format.number(number, Math.min(digits, 3));
  const contribution = effect?.contribution ?? 0;
  return (
    <div className={classes.row}>
      <div className={classes.head}>
        <Text size="sm" fw={600} lh={1.25}>
          {title}{" "}
          <Text span size="xs" c="dimmed" fw={400} ff="monospace">
            {feature.name}
          </Text>
        </Text>
        <Text size="xs" c="dimmed" className="numeric">
          {t("house.range", { min: shown(feature.min), max: shown(feature.max), unit })} ·{" "}
          {t("house.median", { value: format.number(feature.median) })}
        </Text>
      </div>
      <Slider
        className={classes.slider}
        min={feature.min}
        max={feature.max}
        step={feature.step}
        value={Math.min(feature.max, Math.max(feature.min, value))}
        onChange={onChange}
        label={(at) => shown(at)}
        thumbLabel={title}
        marks={[{ value: feature.median }]}
        size="sm"
        thumbSize={18}
        data-testid={`slider-${feature.name}`}
      />
      <Group gap={4} wrap="nowrap" className={classes.number}>
        <NumberInput
          aria-label={title}
          size="xs"
          w={92}
          value={value}
          onChange={(next) => {
            if (typeof next === "number") onChange(next);
          }}
          min={feature.min}
          max={feature.max}
          step={feature.step}
          decimalScale={Math.max(digits, 4)}
          data-testid={`number-${feature.name}`}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          c="dimmed"
          onClick={() => onChange(feature.median)}
          style={{ visibility: value === feature.median ? "hidden" : "visible" }}
          data-testid={`reset-${feature.name}`}
          aria-label={`${t("house.reset")}: ${title}`}
          title={t("house.reset")}
        >
          <ResetIcon />
        </ActionIcon>
      </Group>
      <div className={classes.effect}>
        <EffectCurve title={title} curve={effect?.curve ?? []} value={value} range={range} />
        <Text size="xs" c="dimmed" className="numeric" ta="right" w={64} title={t("house.contributionHelp")}>
          {contribution === 0 ? "±$0" : `${contribution > 0 ? "+" : "−"}${format.usd(Math.abs(contribution))}`}
        </Text>
      </div>
    </div>
  );
}
