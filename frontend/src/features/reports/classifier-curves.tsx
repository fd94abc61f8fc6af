import { useTranslation } from "react-i18next";
import XyChart from "@/components/charts/xy-chart";
import { Panel } from "@/components/panel";
import type { Report } from "@/features/reports/report";
import { useFormat } from "@/i18n/use-language";
import { numberAt, textAt } from "@/lib/json";

const UNIT: [number, number] = [0, 1];

interface Props {
  known: Report;
  report: unknown;
  metrics: unknown;
}

/** The curves of a classifier: ROC, precision over recall with what guessing reaches, and calibration. */
export default function ClassifierCurves({ known, report, metrics }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = (value: number) => format.percent(value, 0);
  const area = (metric: string) => {
    const value = numberAt(metrics, metric);
    return value === undefined ? "" : `: ${t("report.auc", { value: format.number(value, 3) })}`;
  };
  const positive = textAt(report, "positive");
  const about = positive === undefined ? undefined : t("report.positive", { label: positive });
  const prevalence = numberAt(metrics, "baseline_pr_auc");
  const unit = { xDomain: UNIT, yDomain: UNIT, formatX: share, formatY: share, name: t("report.model") };
  return (
    <>
      {known.roc.length > 1 && (
        <Panel title={`${t("report.roc")}${area("roc_auc")}`} help={about}>
          <XyChart
            {...unit}
            points={known.roc}
            kind="line"
            xLabel={t("report.rocX")}
            yLabel={t("report.rocY")}
            diagonal={{ label: t("report.chance"), from: [0, 0], to: [1, 1] }}
            summary={`${t("report.roc")}${area("roc_auc")}`}
            testId="roc"
          />
        </Panel>
      )}
      {known.pr.length > 1 && (
        <Panel title={`${t("report.pr")}${area("pr_auc")}`} help={about}>
          <XyChart
            {...unit}
            points={known.pr}
            kind="line"
            xLabel={t("report.prX")}
            yLabel={t("report.prY")}
            {...(prevalence === undefined
              ? {}
              : { level: { label: t("report.prevalence", { share: format.percent(prevalence) }), y: prevalence } })}
            summary={`${t("report.pr")}${area("pr_auc")}`}
            testId="pr"
          />
        </Panel>
      )}
      {known.calibration.length > 0 && (
        <Panel title={t("report.calibration")} help={t("report.calibrationHelp")}>
          <XyChart
            {...unit}
            points={known.calibration}
            kind="line-with-dots"
            xLabel={t("report.calibrationX")}
            yLabel={t("report.calibrationY")}
            diagonal={{ label: t("report.perfect"), from: [0, 0], to: [1, 1] }}
            summary={t("report.calibration")}
            testId="calibration"
          />
        </Panel>
      )}
    </>
  );
}
