import { Text } from "@mantine/core";
import classes from "@/features/temperature/signed-bars.module.css";
import { useFormat } from "@/i18n/use-language";

interface Props {
  rows: { label: string; value: number }[];
  unit: string;
  testId: string;
}

/** Contributions to the left and right of nothing, each with its number. */
export function SignedBars({ rows, unit, testId }: Props) {
  const format = useFormat();
  const top = Math.max(...rows.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
  return (
    <ul className={classes.rows} data-testid={testId}>
      {rows.map(({ label, value }) => (
        <li key={label} className={classes.row}>
          <Text size="sm" truncate title={label}>
            {label}
          </Text>
          <div className={classes.track} aria-hidden="true">
            <div className={classes.bar} data-side={value > 0 ? "up" : "down"} style={{ width: `${String((Math.abs(value) / top) * 50)}%` }} />
          </div>
          <Text size="sm" ta="right" className="numeric">
            {value > 0 ? "+" : ""}
            {format.number(value, 2)} {unit}
          </Text>
        </li>
      ))}
    </ul>
  );
}
