import { Group, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { characterName, shownCharacter } from "@/features/text/characters";
import type { NextAnswer } from "@/features/text/next-answer";
import classes from "@/features/text/next-chart.module.css";
import { useFormat } from "@/i18n/use-language";

interface Props {
  answer: NextAnswer;
  onPick: (character: string) => void;
}

/** The likeliest next characters: two bars each, before and after the temperature. A click types the character. */
export function NextChart({ answer, onPick }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const top = Math.max(...answer.candidates.flatMap(({ probability, reshaped }) => [probability, reshaped]), 1e-9);
  const width = (value: number) => `${String((value / top) * 100)}%`;
  const named = (character: string) => {
    const name = characterName(character);
    return name ? t(`text.${name}`) : character;
  };
  return (
    <>
      <Group gap="md" mb={6}>
        <Legend kind="before" label={t("text.before")} bits={answer.entropyBits} />
        <Legend kind="after" label={t("text.after")} bits={answer.reshapedBits} />
      </Group>
      <ol className={classes.rows} data-testid="next-characters">
        {answer.candidates.map(({ character, probability, reshaped }) => (
          <li key={character}>
            <UnstyledButton
              className={classes.row}
              onClick={() => onPick(character)}
              title={t("text.pick", { character: named(character) })}
            >
              <span className={classes.character} aria-hidden="true">
                {shownCharacter(character)}
              </span>
              <VisuallyHidden>{named(character)}: </VisuallyHidden>
              <span className={classes.bars}>
                <span className={classes.bar} data-kind="before" style={{ width: width(probability) }} />
                <span className={classes.bar} data-kind="after" style={{ width: width(reshaped) }} />
              </span>
              <span className={`numeric ${classes.figure ?? ""}`}>{format.percent(probability, 1)}</span>
              <span className={`numeric ${classes.figure ?? ""}`} data-kind="after">
                {format.percent(reshaped, 1)}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ol>
    </>
  );
}

function Legend({ kind, label, bits }: { kind: string; label: string; bits: number | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Group gap={6} wrap="nowrap">
      <span className={classes.swatch} data-kind={kind} aria-hidden="true" />
      <Text size="xs" c="dimmed" className="numeric">
        {label}
        {bits !== undefined && ` · ${t("text.entropy", { bits: format.number(bits, 2) })}`}
      </Text>
    </Group>
  );
}
