import { Box, Button, Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyText } from "@/components/copy-text";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { CurlCall } from "@/features/predictions/curl-call";
import { FeatureRow } from "@/features/predictions/feature-row";
import { readFeatures, sharedValues, startValues } from "@/features/predictions/house-features";
import classes from "@/features/predictions/house-prices.module.css";
import type { PlaygroundProps } from "@/features/predictions/playground";
import { PriceScale } from "@/features/predictions/price-scale";
import { explainQuery, predictQuery } from "@/features/predictions/queries";
import { useSearchWrite, useSharedSearch } from "@/features/predictions/use-search-write";
import { useFormat } from "@/i18n/use-language";
import { isRecord, numberAt } from "@/lib/json";

const ANSWER_AFTER_MS = 60;
const EXPLAIN_AFTER_MS = 180;

/** A price that follows the sliders, with its interval and what each feature does to it. */
export default function HousePricesPlayground({ model, recipe, version }: PlaygroundProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const features = readFeatures(version.question);
  const shared = useSharedSearch();
  const write = useSearchWrite();
  const [values, setValues] = useState(() => startValues(features, shared));
  const [asked] = useDebouncedValue(values, ANSWER_AFTER_MS);
  const [explained] = useDebouncedValue(values, EXPLAIN_AFTER_MS);
  const answer = useQuery(predictQuery(model, asked));
  const explanation = useQuery(explainQuery(model, explained));
  const known = answer.data?.answer;
  const effects = explanation.data?.explanation;
  const curves = effects && "features" in effects && !("score" in effects) ? effects.features : [];
  const prices = curves.flatMap(({ curve }) => curve.flatMap(({ low, high }) => [low, high]));
  const range: [number, number] = prices.length > 0 ? [Math.min(...prices), Math.max(...prices)] : [0, 1];

  function change(next: Record<string, number>) {
    setValues(next);
    write(sharedValues(features, next));
  }

  return (
    <Box className={classes.layout}>
      <Stack gap="md" className={classes.answer}>
        <Panel title={t("house.price")}>
          {answer.isError && <ErrorNotice error={answer.error} onRetry={() => void answer.refetch()} />}
          {!answer.isError && known && "price_usd" in known && (
            <Stack gap={4}>
              <Text fz="2.2rem" fw={700} lh={1.1} className="numeric" data-testid="price" data-value={known.price_usd} aria-live="polite">
                {format.usd(known.price_usd)}
              </Text>
              <Text className="numeric" data-testid="interval">
                {t("house.interval", { low: format.usd(known.low), high: format.usd(known.high) })}
              </Text>
              <PriceScale answer={known} />
              <Text size="xs" c="dimmed">
                {t("house.intervalHelp")}
              </Text>
              <Group gap="xs" mt="xs">
                <CopyText value={window.location.href} label={t("play.share")} testId="share" />
                <Button size="xs" variant="default" onClick={() => change(startValues(features, {}))} data-testid="reset-all">
                  {t("house.resetAll")}
                </Button>
              </Group>
            </Stack>
          )}
        </Panel>
        <Panel title={t("play.examples")}>
          <Group gap="xs">
            {recipe.examples.map((example, index) =>
              features.every(({ name }) => isRecord(example) && name in example) ? (
                <Button
                  key={index}
                  size="xs"
                  variant="default"
                  data-testid={`example-${String(index + 1)}`}
                  onClick={() =>
                    change(Object.fromEntries(features.map(({ name, median }) => [name, numberAt(example, name) ?? median])))
                  }
                >
                  {t("house.example", { n: index + 1 })}
                </Button>
              ) : null,
            )}
          </Group>
        </Panel>
      </Stack>
      <Panel title={t("house.features")} help={t("house.curveHelp")}>
        {explanation.isError && <ErrorNotice error={explanation.error} onRetry={() => void explanation.refetch()} />}
        {features.map((feature) => (
          <FeatureRow
            key={feature.name}
            feature={feature}
            value={values[feature.name] ?? feature.median}
            effect={curves.find(({ name }) => name === feature.name)}
            range={range}
            onChange={(value) => change({ ...values, [feature.name]: value })}
          />
        ))}
      </Panel>
      <Box className={classes.call}>
        <CurlCall model={model} question={values} />
      </Box>
      {known && "price_usd" in known && (
        <Group className={classes.bar} justify="space-between" wrap="nowrap" aria-hidden="true">
          <Text fw={700} className="numeric">
            {format.usd(known.price_usd)}
          </Text>
          <Text size="xs" c="dimmed" className="numeric">
            {t("house.interval", { low: format.usd(known.low), high: format.usd(known.high) })}
          </Text>
        </Group>
      )}
    </Box>
  );
}
