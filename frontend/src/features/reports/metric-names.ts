/** What a metric is called and in which unit it is shown. */

import { useTranslation } from "react-i18next";
import type { Headline, Recipe } from "@/api/types";
import { headlineOf } from "@/features/reports/headline-of";
import { useFormat, useWords } from "@/i18n/use-language";
import en from "@/i18n/en.json";

const FRACTION = /accuracy|precision|recall|f1|share|_rate$|coverage|auc|calibration_error/;
const THOUSAND_DOLLARS = /_k_usd$/;
const COUNT = /^(best_epoch|pass|rows|fold)$/;

type Named = keyof typeof en.metric;

function isNamed(metric: string): metric is Named {
  return metric in en.metric;
}

function unitOf(metric: string, headline: Headline | undefined): string {
  if (headline && isHeadline(metric, headline.metric)) return headline.unit;
  if (THOUSAND_DOLLARS.test(metric)) return "k$";
  return FRACTION.test(metric) ? "fraction" : "";
}

/** Whether a curve such as `mae` is the headline `mae_k_usd` on its way. */
export function isHeadline(metric: string, headline: string): boolean {
  return metric === headline || metric === headline.replace(THOUSAND_DOLLARS, "");
}

/** The title of a metric and a way to show its values; `report` is the version's, whose headline goes before the recipe's. */
export function useMetricNames(recipe: Recipe | undefined, report?: unknown) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const headline = headlineOf(report, recipe);

  function title(metric: string): string {
    if (headline?.metric === metric) return words(headline.title);
    if (isNamed(metric)) return t(`metric.${metric}`);
    const text = metric.replaceAll("_", " ");
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  function show(metric: string, value: number): string {
    return COUNT.test(metric) ? format.number(value, 0) : format.figure(value, unitOf(metric, headline));
  }

  return { title, show };
}

/** A curve's metric: "Accuracy" of training and validation, even where the headline is "Test accuracy". */
export function useCurveMetric(metric: string, recipe: Recipe | undefined) {
  const { t } = useTranslation();
  const names = useMetricNames(recipe);
  const title = isNamed(metric) ? t(`metric.${metric}`) : names.title(metric);
  return { title, show: (value: number) => names.show(metric, value) };
}
