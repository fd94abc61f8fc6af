import { Box, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { WordContribution } from "@/api/types";
import classes from "@/features/predictions/explained-text.module.css";
import { cutAtWords, strongestWords } from "@/features/predictions/word-spans";
import { useFormat } from "@/i18n/use-language";

interface Props {
  text: string;
  words: WordContribution[];
  forLabel: string;
  againstLabel: string;
}

const STRONGEST = 8;

/** A text with the words that moved the score: colour and line style say which way, strength how much. */
export function ExplainedText({ text, words, forLabel, againstLabel }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const strongest = strongestWords(words, STRONGEST);
  const top = Math.abs(strongest[0]?.contribution ?? 0);
  if (top === 0) return <Text c="dimmed">{t("play.noWords")}</Text>;
  const signed = (value: number) => (value > 0 ? "+" : "") + format.number(value, 2);
  return (
    <Stack gap="sm">
      <Group gap="md">
        <Legend side="for" label={forLabel} />
        <Legend side="against" label={againstLabel} />
      </Group>
      <Box
        component="p"
        className={classes.text}
        lang="en"
        tabIndex={0}
        role="region"
        aria-label={t("play.why")}
        data-testid="explained-text"
      >
        {cutAtWords(text, words).map(({ text: part, contribution }, index) => {
          const strength = Math.abs(contribution ?? 0) / top;
          if (contribution === undefined || strength < 0.05) return <span key={index}>{part}</span>;
          return (
            <span
              key={index}
              className={classes.word}
              data-side={contribution > 0 ? "for" : "against"}
              title={t("play.contribution", { value: signed(contribution) })}
              style={{ "--strength": `${String(Math.round(8 + strength * 26))}%` }}
            >
              {part}
            </span>
          );
        })}
      </Box>
      <div>
        <Text size="sm" fw={600} mb={4}>
          {t("play.strongest")}
        </Text>
        <div className={classes.bars}>
          {strongest.map(({ text: word, contribution }) => (
            <div key={word} className={classes.row}>
              <Text size="sm" truncate lang="en">
                {word}
              </Text>
              <div className={classes.track} aria-hidden="true">
                <div
                  className={classes.bar}
                  data-side={contribution > 0 ? "for" : "against"}
                  style={{ width: `${String((Math.abs(contribution) / top) * 50)}%` }}
                />
              </div>
              <Text size="sm" ta="right" className="numeric">
                {signed(contribution)}
              </Text>
            </div>
          ))}
        </div>
      </div>
    </Stack>
  );
}

function Legend({ side, label }: { side: "for" | "against"; label: string }) {
  return (
    <Text size="sm">
      <span className={classes.word} data-side={side} style={{ "--strength": "28%" }} aria-hidden="true">
        {side === "for" ? "＋" : "－"}
      </span>{" "}
      {label}
    </Text>
  );
}
