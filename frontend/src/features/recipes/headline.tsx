import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Recipe, Version } from "@/api/types";
import { DownIcon, EqualIcon, UpIcon } from "@/components/icons";
import { useFormat, useWords } from "@/i18n/use-language";
import { numberAt, textAt } from "@/lib/json";
import classes from "@/features/recipes/headline.module.css";

interface Props {
  recipe: Recipe;
  version: Version | null | undefined;
}

/** The figure a model is judged by, measured here, beside the book's own. */
export function Headline({ recipe, version }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const { headline } = recipe;
  const measured = numberAt(version?.metrics, headline.metric);
  const dataSet = textAt(version?.data, "name");
  const comparable = dataSet === undefined || dataSet === recipe.data_sets[0];
  return (
    <div className={classes.figures} data-testid="headline">
      <Text size="xs" c="dimmed" className={classes.title}>
        {words(headline.title)}
      </Text>
      <Figure label={t("gallery.here")} value={format.figure(measured, headline.unit)} strong />
      <Figure label={t("gallery.book")} value={format.figure(headline.book_figure, headline.unit)} note={headline.book_source} />
      {measured !== undefined && comparable && <Verdict headline={headline} measured={measured} />}
      {measured !== undefined && !comparable && (
        <Text size="xs" c="dimmed" className={classes.title}>
          {t("gallery.otherData", { name: dataSet })}
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

function Verdict({ headline, measured }: { headline: Recipe["headline"]; measured: number }) {
  const { t } = useTranslation();
  const gain = (headline.higher_is_better ? 1 : -1) * (measured - headline.book_figure);
  const same = Math.abs(gain) < Math.abs(headline.book_figure) * 0.001;
  const icon = same ? <EqualIcon /> : measured > headline.book_figure ? <UpIcon /> : <DownIcon />;
  return (
    <Group gap={4} wrap="nowrap" className={classes.title} c={gain >= 0 || same ? "var(--ch-for)" : "var(--ch-against)"}>
      {icon}
      <Text size="xs" fw={600}>
        {same ? t("gallery.equal") : gain > 0 ? t("gallery.better") : t("gallery.worse")}
      </Text>
    </Group>
  );
}
