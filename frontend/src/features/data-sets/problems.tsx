import { Alert, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Problem, Profile } from "@/features/data-sets/profile";
import { useFormat, useWords } from "@/i18n/use-language";

/** What is wrong with the data, or could be: errors first, each with its place. */
export function Problems({ problems }: { problems: Problem[] }) {
  const { t } = useTranslation();
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = problems.filter(({ severity }) => severity === "warning");
  return (
    <>
      {errors.length > 0 && <Findings title={t("own.errors")} color="red" mark="✖" problems={errors} testId="data-errors" />}
      {warnings.length > 0 && (
        <Findings title={t("own.warnings")} color="orange" mark="!" problems={warnings} testId="data-warnings" />
      )}
    </>
  );
}

interface FindingsProps {
  title: string;
  color: string;
  mark: string;
  problems: Problem[];
  testId: string;
}

function Findings({ title, color, mark, problems, testId }: FindingsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  return (
    <Alert color={color} variant="light" title={`${mark} ${title}`} p="sm" role="note" data-testid={testId}>
      {problems.map((problem, index) => (
        <Text key={`${problem.code} ${String(index)}`} size="sm" c="var(--mantine-color-text)" className="long-text">
          {place(problem)}
          {words(problem.words)}
        </Text>
      ))}
    </Alert>
  );

  /** Where it is, as far as the sentence itself does not say so. */
  function place({ line, column, words: text }: Problem): string {
    const sentence = words(text);
    const parts = [
      line === undefined || sentence.includes(String(line)) ? undefined : t("own.line", { n: format.number(line, 0) }),
      column === undefined || sentence.includes(column) ? undefined : t("own.columnNamed", { name: column }),
    ].filter(Boolean);
    return parts.length === 0 ? "" : `${parts.join(", ")}: `;
  }
}

/** One sentence when nothing is wrong. */
export function NoProblems({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  if (profile.problems.length > 0) return null;
  return (
    <Text size="sm" c="var(--ch-for)" fw={600} data-testid="no-problems">
      ✓ {t("own.noProblems")}
    </Text>
  );
}
