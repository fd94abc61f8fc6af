import { Checkbox, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Job, Recipe } from "@/api/types";
import { MOST_RUNS } from "@/features/comparisons/chosen-runs";
import { StatusBadge } from "@/features/jobs/status-badge";
import { useFormat, useWords } from "@/i18n/use-language";
import { numberAt } from "@/lib/json";

interface Props {
  jobs: Job[];
  recipes: Recipe[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

/** Recent trainings, each with a box to tick. */
export function RunChoice({ jobs, recipes, chosen, onChange }: Props) {
  const { t } = useTranslation();
  const full = chosen.length >= MOST_RUNS;
  return (
    <Checkbox.Group value={chosen} onChange={onChange} label={t("compare.choose", { n: MOST_RUNS })}>
      <Stack gap={6} mt="xs">
        {jobs.map((job) => (
          <Checkbox
            key={job.id}
            value={job.id}
            disabled={full && !chosen.includes(job.id)}
            data-testid="choose-run"
            label={<RunLabel job={job} recipe={recipes.find(({ name }) => name === job.recipe)} />}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

function RunLabel({ job, recipe }: { job: Job; recipe: Recipe | undefined }) {
  const format = useFormat();
  const words = useWords();
  const headline = recipe?.headline;
  const figure = headline && numberAt(job.result, "metrics", headline.metric);
  return (
    <Group gap="xs" component="span">
      <Text span size="sm" fw={600}>
        {words(recipe?.title) || job.recipe}
      </Text>
      {job.model && (
        <Text span size="sm" c="dimmed" className="long-text">
          {job.model}
        </Text>
      )}
      {figure !== undefined && headline ? (
        <Text span size="sm" className="numeric">
          {format.figure(figure, headline.unit)}
        </Text>
      ) : (
        <StatusBadge status={job.status} />
      )}
      <Text span size="xs" c="dimmed" className="numeric">
        {format.ago(job.created_at)}
      </Text>
    </Group>
  );
}
