import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Headline as Figures, Recipe, Version } from "@/api/types";
import { DownIcon, EqualIcon, UpIcon } from "@/components/icons";
import { useFormat, useWords } from "@/i18n/use-language";
import { baselineOf, headlineOf } from "@/features/reports/headline-of";
import { numberAt, textAt } from "@/lib/json";
import classes from "@/features/recipes/headline.module.css";

interface Props {
  recipe: Recipe;
  version: Version | null | undefined;
  /** Say why the version is judged by this figure. */
  withReason?: boolean;
}

/** The figure a version is judged by, measured here, beside the simplest answer and the book's own. */
export function Headline({ recipe, version, withReason = false }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const headline = headlineOf(version?.report, recipe);
  if (!headline) return null;
  const { book_figure: book } = headline;
  const measured = numberAt(version?.metrics, headline.metric);
  const baseline = baselineOf(version?.metrics, headline.metric);
  const dataSet = textAt(version?.data, "name");
  const comparable = dataSet === undefined || recipe.data_sets.length === 0 || dataSet === recipe.data_sets[0];
  return (
    <div className={classes.figures} data-testid="headline">
      <Text size="xs" c="dimmed" className={classes.title}>
        {words(headline.title)}
      </Text>
      <Figure label={t("gallery.here")} value={format.figure(measured, headline.unit)} strong />
      {book === null && baseline !== undefined && (
        <Figure label={t("report.baseline")} value={format.figure(baseline, headline.unit)} />
      )}
      {book !== null && (
        <Figure label={t("gallery.book")} value={format.figure(book, headline.unit)} note={headline.book_source} />
      )}
      {measured !== undefined && comparable && book !== null && <Verdict headline={headline} book={book} measured={measured} />}
      {measured !== undefined && !comparable && (
        <Text size="xs" c="dimmed" className={classes.title}>
          {t("gallery.otherData", { name: dataSet })}
        </Text>
      )}
      {withReason && headline.reason && (
        <Text size="xs" c="dimmed" className={classes.title} data-testid="headline-reason">
          {words(headline.reason)}
        </Text>
      )}
    </div>
  );
}

function Figure({ label, value, note, strong }: { label: string; value: string; note?: string; strong?: boolean }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label} {note}
      </Text>
      <Text className="numeric" fz={strong ? "xl" : "lg"} fw={strong ? 700 : 400} lh={1.2}>
        {value}
      </Text>
    </div>
  );
}

function Verdict({ headline, book, measured }: { headline: Figures; book: number; measured: number }) {
  const { t } = useTranslation();
  const gain = (headline.higher_is_better ? 1 : -1) * (measured - book);
  const same = Math.abs(gain) < Math.abs(book) * 0.001;
  const icon = same ? <EqualIcon /> : measured > book ? <UpIcon /> : <DownIcon />;
  return (
    <Group gap={4} wrap="nowrap" className={classes.title} c={gain >= 0 || same ? "var(--ch-for)" : "var(--ch-against)"}>
      {icon}
      <Text size="xs" fw={600}>
        {same ? t("gallery.equal") : gain > 0 ? t("gallery.better") : t("gallery.worse")}
      </Text>
    </Group>
  );
}
