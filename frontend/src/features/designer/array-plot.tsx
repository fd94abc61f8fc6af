import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { FrameStrip } from "@/features/designer/frame-strip";
import { shapeOf } from "@/features/designer/question";
import { seriesRows } from "@/features/designer/series-rows";
import { useFormat } from "@/i18n/use-language";

const CurveChart = lazy(() => import("@/components/charts/curve-chart"));
const COLORS = ["teal.6", "orange.6", "violet.5", "pink.5", "blue.5", "lime.7", "red.5", "cyan.6", "yellow.7", "grape.5"];

interface Props {
  input: string;
  values: unknown[];
  channels: string[];
}

/** Numbers as what they are: a waveform or lines over steps, the frames of a video, the slices of a volume. */
export function ArrayPlot({ input, values, channels }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  if (input === "video" || input === "volume") {
    return <FrameStrip values={values} kind={input === "video" ? "frame" : "slice"} />;
  }
  const count = Math.max(1, shapeOf(values)[1] ?? 1);
  const title = input === "sound" ? t("designed.waveform") : t("designed.series");
  return (
    <Suspense fallback={<Skeleton height={220} />}>
      <CurveChart
        rows={seriesRows(values)}
        x="step"
        xLabel={input === "sound" ? t("designed.sample") : t("designed.step")}
        series={Array.from({ length: count }, (_, channel) => ({
          name: `c${String(channel)}`,
          label: channels[channel] ?? (count === 1 ? t("designed.value") : t("designed.channel", { n: channel + 1 })),
          color: COLORS[channel % COLORS.length] ?? "gray.6",
        }))}
        best={undefined}
        reference={undefined}
        formatValue={(value) => format.number(value)}
        summary={title}
        testId="array-plot"
        height={220}
      />
    </Suspense>
  );
}
