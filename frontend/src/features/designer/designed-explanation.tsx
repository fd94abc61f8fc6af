import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Question } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { pictureSource } from "@/features/data-sets/samples";
import classes from "@/features/designer/designed-explanation.module.css";
import { type Explained, readExplanation } from "@/features/designer/explanation";
import { ExplainedText } from "@/features/predictions/explained-text";
import { explainQuery } from "@/features/predictions/queries";
import { useFormat } from "@/i18n/use-language";
import { textAt } from "@/lib/json";

interface Props {
  model: string;
  question: Question;
  input: string;
  task: string;
}

/** What moved the answer: features, words, steps, or places of the picture. */
export function DesignedExplanation({ model, question, input, task }: Props) {
  const { t } = useTranslation();
  const found = useQuery(explainQuery(model, question));
  if (found.isError) {
    return (
      <Panel title={t("play.why")}>
        <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />
      </Panel>
    );
  }
  if (!found.data) return null;
  const known = readExplanation(found.data.explanation);
  const sides =
    task === "regression"
      ? { less: t("designed.lowers", { label: known.label }), more: t("designed.raises", { label: known.label }) }
      : {
          less: t("play.legendAgainst", { label: known.label }),
          more: t("play.legendFor", { label: known.label }),
        };
  return (
    <Panel title={t("play.why")} help={t(helpOf(known), { label: known.label })} testId="why">
      <Stack gap="md">
        {known.words.length > 0 && (
          <ExplainedText
            text={textAt(found.data.question, "text") ?? ""}
            words={known.words}
            forLabel={sides.more}
            againstLabel={sides.less}
          />
        )}
        {known.features.length > 0 && <Bars rows={known.features} sides={sides} />}
        {known.spans.length > 0 && (
          <Bars
            rows={known.spans.map(({ start, end, contribution }) => ({ name: nameOfSpan(start, end), contribution }))}
            sides={sides}
            inOrder
          />
        )}
        {known.heat.length > 0 && <Heat heat={known.heat} image={textAt(found.data.question, "image")} />}
      </Stack>
    </Panel>
  );

  function nameOfSpan(start: number, end: number): string {
    if (end - start > 1) return t(spanText(input), { from: start + 1, to: end });
    if (input === "video" || input === "volume") return t(input === "video" ? "designed.frame" : "designed.slice", { n: end });
    return t("designed.stepN", { n: end });
  }
}

function helpOf({ words, features, spans }: Explained) {
  if (words.length > 0) return "designed.whyWords";
  if (features.length > 0) return "designed.whyFeatures";
  return spans.length > 0 ? "designed.whySpans" : "designed.whyHeat";
}

function spanText(input: string) {
  if (input === "video") return "designed.frames";
  return input === "volume" ? "designed.slices" : "designed.steps";
}

const MOST_BARS = 12;

interface BarsProps {
  rows: { name: string; contribution: number }[];
  sides: { less: string; more: string };
  inOrder?: boolean;
}

/** A bar a part: to the right what speaks for the answer, to the left what speaks against it. */
function Bars({ rows, sides, inOrder = false }: BarsProps) {
  const format = useFormat();
  const strongest = [...rows].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const top = Math.abs(strongest[0]?.contribution ?? 0) || 1;
  const digits = Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(top))));
  return (
    <Stack gap="xs">
      <Group gap="md">
        <Text size="xs" c="dimmed">
          ← {sides.less}
        </Text>
        <Text size="xs" c="dimmed">
          {sides.more} →
        </Text>
      </Group>
      <div className={classes.bars} data-testid="contributions">
        {(inOrder ? rows : strongest.slice(0, MOST_BARS)).map(({ name, contribution }) => (
          <div key={name} className={classes.row}>
            <Text size="sm" truncate title={name}>
              {name}
            </Text>
            <div className={classes.track} aria-hidden="true">
              <div
                className={classes.bar}
                data-side={contribution > 0 ? "for" : "against"}
                style={{ width: `${String((Math.abs(contribution) / top) * 50)}%` }}
              />
            </div>
            <Text size="sm" ta="right" className="numeric">
              {contribution > 0 ? "+" : ""}
              {format.number(contribution, digits)}
            </Text>
          </div>
        ))}
      </div>
    </Stack>
  );
}

/** Where the answer comes from: over the picture itself, or on its own. */
function Heat({ heat, image }: { heat: number[][]; image: string | undefined }) {
  const { t } = useTranslation();
  const columns = heat[0]?.length ?? 1;
  const cells = (
    <div
      className={`${classes.cells ?? ""} ${image === undefined ? (classes.alone ?? "") : ""}`}
      style={{ gridTemplateColumns: `repeat(${String(columns)}, 1fr)` }}
      role="img"
      aria-label={t("designed.heat")}
      data-testid="heat"
    >
      {heat.flatMap((row, y) =>
        row.map((value, x) => (
          <span
            key={`${String(y)} ${String(x)}`}
            style={{ background: `color-mix(in srgb, var(--mantine-color-orange-6) ${String(Math.round(value * 75))}%, transparent)` }}
          />
        )),
      )}
    </div>
  );
  return (
    <Stack gap={4}>
      {image === undefined ? (
        cells
      ) : (
        <div className={classes.heat}>
          <img src={pictureSource(image)} alt="" />
          {cells}
        </div>
      )}
      <Text size="xs" c="dimmed">
        {t("designed.heatLegend")}
      </Text>
    </Stack>
  );
}
