import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "@/features/designer/designed-answer.module.css";
import { useFormat } from "@/i18n/use-language";
import { numberAt, numericEntries, recordsAt, textAt, textsAt, at } from "@/lib/json";

interface Props {
  answer: unknown;
  task: string;
}

/** What a designed model says: a label, several labels with the threshold, or numbers. */
export function DesignedAnswer({ answer, task }: Props) {
  if (task === "regression") return <Numbers answer={answer} />;
  const chosen = task === "multi-label" ? textsAt(answer, "labels") : [textAt(answer, "label") ?? ""];
  return <Scores answer={answer} chosen={chosen} several={task === "multi-label"} />;
}

function Numbers({ answer }: { answer: unknown }) {
  const format = useFormat();
  return (
    <Stack gap="xs">
      {numericEntries(at(answer, "values")).map(([name, value]) => (
        <div key={name}>
          <Text size="sm" c="dimmed">
            {name}
          </Text>
          <Text fz="2rem" fw={700} lh={1.1} className="numeric" data-testid={`value-${name}`} data-value={value}>
            {format.number(value)}
          </Text>
        </div>
      ))}
    </Stack>
  );
}

function Scores({ answer, chosen, several }: { answer: unknown; chosen: string[]; several: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const scores = recordsAt(answer, "scores").map((row) => ({ label: textAt(row, "label") ?? "", score: numberAt(row, "score") ?? 0 }));
  return (
    <Stack gap="sm">
      <Text fz="1.6rem" fw={700} lh={1.2} className="long-text" data-testid="label">
        {chosen.length === 0 ? t("designed.noLabel") : chosen.join(", ")}
      </Text>
      <ol className={classes.scores} data-testid="scores">
        {scores.map(({ label, score }) => (
          <li key={label}>
            <Group justify="space-between" wrap="nowrap" gap="sm">
              <Text size="sm" fw={chosen.includes(label) ? 700 : 400} truncate>
                {several && chosen.includes(label) ? "✓ " : ""}
                {label}
              </Text>
              <Text size="sm" className="numeric" data-testid={`score-${label}`} data-value={score}>
                {format.percent(score, 1)}
              </Text>
            </Group>
            <div className={classes.track} aria-hidden="true">
              <div className={classes.bar} data-chosen={chosen.includes(label)} style={{ width: `${String(score * 100)}%` }} />
              {several && <div className={classes.threshold} />}
            </div>
          </li>
        ))}
      </ol>
      {several && (
        <Text size="xs" c="dimmed">
          {t("designed.threshold", { share: format.percent(0.5, 0) })}
        </Text>
      )}
    </Stack>
  );
}
