import { NumberInput, Select, Slider, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "@/features/designer/features-form.module.css";
import type { CategoryFeature, Feature, Features, FeatureValue, NumberFeature } from "@/features/designer/question";
import { useFormat } from "@/i18n/use-language";

interface Props {
  features: Feature[];
  values: Features;
  onChange: (values: Features) => void;
}

/** A row a feature: numbers with their range from the training data, categories to pick. */
export function FeaturesForm({ features, values, onChange }: Props) {
  const put = (name: string, value: FeatureValue) => onChange({ ...values, [name]: value });
  return (
    <div className={classes.rows} data-testid="features">
      {features.map((feature) =>
        feature.kind === "number" ? (
          <NumberRow key={feature.name} feature={feature} value={values[feature.name] ?? null} onChange={(value) => put(feature.name, value)} />
        ) : (
          <CategoryRow key={feature.name} feature={feature} value={values[feature.name] ?? null} onChange={(value) => put(feature.name, value)} />
        ),
      )}
    </div>
  );
}

interface RowProps<Kind extends Feature> {
  feature: Kind;
  value: FeatureValue;
  onChange: (value: FeatureValue) => void;
}

function NumberRow({ feature, value, onChange }: RowProps<NumberFeature>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, min, max, median, step } = feature;
  const number = typeof value === "number" ? value : undefined;
  return (
    <div className={classes.row}>
      <div className={classes.head}>
        <Text size="sm" fw={600} className="long-text">
          {name}
        </Text>
        <Text size="xs" c="dimmed" className="numeric">
          {t("own.fromTo", { min: format.number(min), max: format.number(max) })}
          {number === undefined && ` · ${t("designed.gap")}`}
        </Text>
      </div>
      <Slider
        min={min}
        max={max > min ? max : min + 1}
        step={step}
        value={Math.min(max, Math.max(min, number ?? median))}
        onChange={onChange}
        label={(at) => format.number(at)}
        thumbLabel={name}
        marks={[{ value: median }]}
        size="sm"
        thumbSize={18}
        data-testid={`slider-${name}`}
      />
      <NumberInput
        aria-label={name}
        size="xs"
        value={number ?? ""}
        onChange={(next) => onChange(typeof next === "number" ? next : null)}
        step={step}
        placeholder={t("designed.unknown")}
        data-testid={`number-${name}`}
      />
    </div>
  );
}

function CategoryRow({ feature, value, onChange }: RowProps<CategoryFeature>) {
  const { t } = useTranslation();
  const { name, categories } = feature;
  return (
    <div className={classes.row}>
      <Text size="sm" fw={600} className={`${classes.head ?? ""} long-text`}>
        {name}
      </Text>
      <Select
        aria-label={name}
        size="xs"
        className={classes.wide}
        data={categories}
        value={typeof value === "string" ? value : null}
        onChange={onChange}
        placeholder={t("designed.unknown")}
        clearable
        clearButtonProps={{ "aria-label": t("designed.clearValue", { name }) }}
        searchable={categories.length > 8}
        data-testid={`category-${name}`}
      />
    </div>
  );
}
