import { useTranslation } from "react-i18next";
import XyChart from "@/components/charts/xy-chart";
import { Panel } from "@/components/panel";
import type { Residuals } from "@/features/reports/report";
import { useFormat } from "@/i18n/use-language";
import { niceTicks } from "@/lib/ticks";

/** Predicted over true numbers of one output; on the line the prediction is exact. */
export default function ResidualsChart({ residuals }: { residuals: Residuals }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, unit, points } = residuals;
  const all = points.flatMap(({ x, y }) => [x, y]);
  const ticks = niceTicks(unit === "usd" ? Math.min(0, ...all) : Math.min(...all), Math.max(...all));
  const range: [number, number] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const show = (value: number) => (unit === "usd" ? format.usd(value) : format.number(value));
  const title = unit === "usd" ? t("report.residuals") : t("report.residualsOf", { name: name === "" ? t("report.answer") : name });
  return (
    <Panel title={title} help={t("report.residualsHelp")}>
      <XyChart
        points={points}
        name={t("report.model")}
        kind="scatter"
        xLabel={t("report.actual")}
        yLabel={t("report.predicted")}
        xDomain={range}
        yDomain={range}
        diagonal={{ label: t("report.perfect"), from: [range[0], range[0]], to: [range[1], range[1]] }}
        formatX={show}
        formatY={show}
        summary={title}
        testId={name === "" ? "residuals" : `residuals-${name}`}
      />
    </Panel>
  );
}
