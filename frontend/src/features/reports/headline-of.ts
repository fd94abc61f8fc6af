/** The figure a version is judged by: the one its data decided, else its recipe's. */

import type { Headline, Recipe } from "@/api/types";
import { at, isRecord, numberAt, textAt } from "@/lib/json";

function wordsAt(value: unknown, key: string): Headline["title"] | undefined {
  const en = textAt(value, key, "en");
  return en === undefined ? undefined : { en, zh: textAt(value, key, "zh") ?? en };
}

export function headlineOf(report: unknown, recipe: Recipe | undefined): Headline | undefined {
  const own = at(report, "headline");
  const metric = textAt(own, "metric");
  if (!isRecord(own) || metric === undefined) return recipe?.headline ?? undefined;
  return {
    metric,
    title: wordsAt(own, "title") ?? { en: metric, zh: metric },
    unit: textAt(own, "unit") ?? "",
    higher_is_better: own["higher_is_better"] !== false,
    book_figure: numberAt(own, "book_figure") ?? null,
    book_source: textAt(own, "book_source") ?? "",
    reason: wordsAt(own, "reason") ?? null,
  };
}

/** What the simplest answer reaches by the same metric: `baseline_mae` for `mae` and for `test_mae`. */
export function baselineOf(metrics: unknown, metric: string): number | undefined {
  return numberAt(metrics, `baseline_${metric}`) ?? numberAt(metrics, `baseline_${metric.replace(/^test_/, "")}`);
}

/** Whether a metric is shown as the baseline of another one. */
export function isBaselineOfAnother(metrics: unknown, name: string): boolean {
  if (!name.startsWith("baseline_")) return false;
  const metric = name.slice("baseline_".length);
  return numberAt(metrics, metric) !== undefined || numberAt(metrics, `test_${metric}`) !== undefined;
}
