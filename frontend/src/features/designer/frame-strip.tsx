import { Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "@/features/designer/array-plot.module.css";
import { flatNumbers, shapeOf } from "@/features/designer/question";

interface Props {
  /** Frames of a video or slices of a volume: `(n, height, width, channels)`. */
  values: unknown[];
  kind: "frame" | "slice";
}

const MOST_SHOWN = 24;

/** The frames of a video, or the slices of a volume, as small pictures in order. */
export function FrameStrip({ values, kind }: Props) {
  const { t } = useTranslation();
  const all = flatNumbers(values);
  const low = all.reduce((least, value) => Math.min(least, value), Infinity);
  const high = all.reduce((most, value) => Math.max(most, value), -Infinity);
  const every = Math.max(1, Math.ceil(values.length / MOST_SHOWN));
  return (
    <div className={classes.strip} data-testid="frames">
      {values.map((frame, index) =>
        index % every === 0 ? (
          <figure key={index} className={classes.frame}>
            <Frame frame={frame} low={low} high={high} label={t(`designed.${kind}`, { n: index + 1 })} />
            <Text component="figcaption" size="xs" c="dimmed" ta="center" className="numeric">
              {index + 1}
            </Text>
          </figure>
        ) : null,
      )}
    </div>
  );
}

/** Numbers between `low` and `high` as grey, or as red, green and blue. */
function Frame({ frame, low, high, label }: { frame: unknown; low: number; high: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height = 1, width = 1, channels = 1] = shapeOf(frame);
  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (!pen) return;
    const numbers = flatNumbers(frame).map((value) => (255 * (value - low)) / (high - low || 1));
    const pixels = new Uint8ClampedArray(width * height * 4);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      for (let colour = 0; colour < 3; colour += 1) {
        pixels[pixel * 4 + colour] = numbers[pixel * channels + (channels >= 3 ? colour : 0)] ?? 0;
      }
      pixels[pixel * 4 + 3] = 255;
    }
    pen.putImageData(new ImageData(pixels, width, height), 0, 0);
  }, [frame, low, high, width, height, channels]);
  return <canvas ref={canvas} width={width} height={height} role="img" aria-label={label} />;
}
