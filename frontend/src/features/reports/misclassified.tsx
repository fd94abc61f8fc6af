import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Report } from "@/features/reports/report";
import { useFormat } from "@/i18n/use-language";

const SHOWN_AT_FIRST = 4;

/** The mistakes the network was surest of. */
export function Misclassified({ rows }: { rows: Report["misclassified"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [all, setAll] = useState(false);
  return (
    <Stack gap="sm" align="flex-start">
      {(all ? rows : rows.slice(0, SHOWN_AT_FIRST)).map((row, index) => (
        <div key={`${String(index)} ${row.text}`}>
          {row.image !== undefined && (
            <img src={`data:image/jpeg;base64,${row.image}`} alt="" height={96} style={{ borderRadius: 4 }} loading="lazy" />
          )}
          <Text size="sm" className="numeric">
            {t("report.mistake", { truth: row.label, answer: row.predicted, share: format.percent(row.score) })}
          </Text>
          <Text size="sm" c="dimmed" className="long-text" lineClamp={all ? undefined : 2}>
            {row.text}
          </Text>
        </div>
      ))}
      {rows.length > SHOWN_AT_FIRST && (
        <Button size="xs" variant="default" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t("report.fewer") : t("report.all", { n: rows.length })}
        </Button>
      )}
    </Stack>
  );
}
