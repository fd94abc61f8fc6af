import { useTranslation } from "react-i18next";
import CurveChart from "@/components/charts/curve-chart";
import type { HorizonRow } from "@/features/reports/horizon";
import { useFormat } from "@/i18n/use-language";

interface Props {
  rows: HorizonRow[];
  unit: string;
}

/** The mean error for each step ahead: the network's beside those of forecasts that need none. */
export default function HorizonChart({ rows, unit }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const last = rows.at(-1);
  const shown = (value: number) => `${format.number(value, 2)} ${unit}`.trim();
  const points = rows.map(({ hours, mae, baseline, yesterday }) => ({ hours, mae, baseline, ...(yesterday === undefined ? {} : { yesterday }) }));
  return (
    <CurveChart
      rows={points}
      x="hours"
      xLabel={t("temperature.hoursAhead")}
      series={[
        { name: "mae", label: t("temperature.ours"), color: "var(--ch-line-validation)" },
        { name: "baseline", label: t("temperature.asNow"), color: "var(--ch-line-training)", dashed: true },
        ...(rows.some(({ yesterday }) => yesterday !== undefined)
          ? [{ name: "yesterday", label: t("temperature.asYesterday"), color: "var(--ch-line-book)", dashed: true }]
          : []),
      ]}
      best={undefined}
      reference={undefined}
      formatValue={shown}
      summary={t("temperature.horizonSummary", { ours: shown(last?.mae ?? 0), baseline: shown(last?.baseline ?? 0), hours: format.number(last?.hours) })}
      testId="horizon"
    />
  );
}
