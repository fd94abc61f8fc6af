import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "@/features/data-sets/count-bars.module.css";
import type { ClassCount } from "@/features/data-sets/profile";
import { useFormat } from "@/i18n/use-language";

interface Props {
  counts: ClassCount[];
  shown?: number;
  testId?: string;
}

const RARE = 0.5;

/** Rows a class, the largest first; a class with less than half its fair share is marked. */
export function CountBars({ counts, shown = 12, testId }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const total = counts.reduce((sum, { rows }) => sum + rows, 0);
  const sorted = [...counts].sort((a, b) => b.rows - a.rows);
  const largest = sorted[0]?.rows ?? 1;
  const fair = total / Math.max(1, counts.length);
  return (
    <Stack gap="xs" align="flex-start" data-testid={testId}>
      <ul className={classes.bars} style={{ width: "100%" }}>
        {(all ? sorted : sorted.slice(0, shown)).map(({ label, rows }) => {
          const rare = rows < RARE * fair;
          return (
            <li key={label} className={classes.row}>
              <Text size="sm" truncate className={classes.label} title={label}>
                {label}
              </Text>
              <div className={classes.track} aria-hidden="true">
                <div className={classes.bar} data-rare={rare} style={{ width: `${String((rows / largest) * 100)}%` }} />
              </div>
              <Text size="sm" className="numeric" ta="right">
                {format.number(rows, 0)} · {format.percent(rows / (total || 1))}
                {rare && ` · ${t("own.rare")}`}
              </Text>
            </li>
          );
        })}
      </ul>
      {sorted.length > shown && (
        <Button size="compact-xs" variant="subtle" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t("report.fewer") : t("own.allClasses", { n: sorted.length })}
        </Button>
      )}
    </Stack>
  );
}
