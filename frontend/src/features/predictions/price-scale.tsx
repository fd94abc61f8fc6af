import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { HousePricesAnswer } from "@/api/types";
import classes from "@/features/predictions/price-scale.module.css";
import { useFormat } from "@/i18n/use-language";

/** The price on a money scale, with its interval as a bar. */
export function PriceScale({ answer }: { answer: HousePricesAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const unit = 10 ** Math.floor(Math.log10(Math.max(10_000, answer.high)));
  const top = Math.max(unit * Math.ceil((answer.high * 1.05) / unit), 50_000);
  const bottom = Math.min(0, unit * Math.floor(answer.low / unit));
  const share = (price: number) => `${String(((price - bottom) / (top - bottom)) * 100)}%`;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => bottom + part * (top - bottom));
  return (
    <div role="img" aria-label={t("house.scale", { low: format.usd(bottom), high: format.usd(top) })}>
      <div className={classes.track}>
        <div className={classes.interval} style={{ left: share(answer.low), right: `calc(100% - ${share(answer.high)})` }} />
        <div className={classes.marker} style={{ left: share(answer.price_usd) }} />
      </div>
      <div className={classes.ticks}>
        {ticks.map((tick) => (
          <Text key={tick} size="xs" c="dimmed" className="numeric">
            {format.usd(tick)}
          </Text>
        ))}
      </div>
    </div>
  );
}
