import { useTranslation } from "react-i18next";
import type { FeatureContribution } from "@/api/types";
import { useFormat } from "@/i18n/use-language";

interface Props {
  title: string;
  curve: FeatureContribution["curve"];
  value: number;
  /** Shared by all features, so that a flat curve means little effect. */
  range: [number, number];
}

const WIDTH = 132;
const HEIGHT = 40;
const PAD = 4;

/** The price if only this feature changed, with its interval, and where the house is. */
export function EffectCurve({ title, curve, value, range }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const first = curve[0];
  const last = curve.at(-1);
  if (!first || !last) return <svg width={WIDTH} height={HEIGHT} aria-hidden="true" />;
  const x = (at: number) => PAD + ((at - first.x) / (last.x - first.x || 1)) * (WIDTH - 2 * PAD);
  const y = (price: number) => HEIGHT - PAD - ((price - range[0]) / (range[1] - range[0] || 1)) * (HEIGHT - 2 * PAD);
  const line = curve.map((point) => `${x(point.x).toFixed(1)},${y(point.price_usd).toFixed(1)}`).join(" ");
  const upper = curve.map((point) => `${x(point.x).toFixed(1)},${y(point.high).toFixed(1)}`);
  const lower = curve.map((point) => `${x(point.x).toFixed(1)},${y(point.low).toFixed(1)}`).reverse();
  const here = Math.min(last.x, Math.max(first.x, value));
  const prices = curve.map((point) => point.price_usd);
  return (
    <svg
      viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={t("house.curve", {
        feature: title,
        low: format.usd(Math.min(...prices)),
        high: format.usd(Math.max(...prices)),
      })}
    >
      <polygon points={[...upper, ...lower].join(" ")} fill="var(--ch-line-validation)" opacity={0.16} />
      <polyline points={line} fill="none" stroke="var(--ch-line-validation)" strokeWidth={1.8} />
      <line x1={x(here)} x2={x(here)} y1={PAD} y2={HEIGHT - PAD} stroke="var(--mantine-color-dimmed)" strokeDasharray="2 2" />
      <circle cx={x(here)} cy={y(priceAt(curve, here))} r={3.5} fill="var(--mantine-color-text)" stroke="var(--ch-panel)" />
    </svg>
  );
}

function priceAt(curve: FeatureContribution["curve"], at: number): number {
  const after = curve.findIndex((point) => point.x >= at);
  const right = curve[Math.max(after, 0)];
  const left = curve[Math.max(after - 1, 0)];
  if (!left || !right) return 0;
  const share = right.x === left.x ? 0 : (at - left.x) / (right.x - left.x);
  return left.price_usd + share * (right.price_usd - left.price_usd);
}
