import { Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { AnchorLink, ButtonLink } from "@/components/links";
import type { Job, Model, Recipe } from "@/api/types";
import { JobProgress } from "@/features/jobs/job-progress";
import { StatusBadge } from "@/features/jobs/status-badge";
import { Headline } from "@/features/recipes/headline";
import { StudioPreview } from "@/features/studio/studio-preview";
import { useFormat, useWords } from "@/i18n/use-language";

interface Props {
  recipe: Recipe;
  model: Model | undefined;
  job: Job | undefined;
}

/** A recipe in the gallery: what it does, how well, and what can be done with it now. */
export function RecipeCard(props: Props) {
  return props.recipe.kind === "generate" ? <StudioCard {...props} /> : <TrainedCard {...props} />;
}

/** A recipe that makes pictures right away. */
function StudioCard({ recipe, job }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  return (
    <Paper component="article" className="panel" p="md" data-testid={`recipe-${recipe.name}`}>
      <Stack h="100%" gap="sm">
        <CardTitle recipe={recipe}>
          {job ? (
            <StatusBadge status={job.status} />
          ) : (
            <Badge variant="light" tt="none" style={{ flexShrink: 0 }}>
              {t("studio.noTraining")}
            </Badge>
          )}
        </CardTitle>
        <StudioPreview recipe={recipe} />
        <Text size="sm" style={{ flexGrow: 1 }}>
          {words(recipe.summary)}
        </Text>
        {job && <JobProgress job={job} />}
        <Group gap="xs" justify="space-between">
          <ButtonLink
            to="/play/$model"
            params={{ model: recipe.name }}
            search={job ? { job: job.id } : {}}
            data-testid={`try-${recipe.name}`}
          >
            {t("studio.tryIt")}
          </ButtonLink>
          <Text size="xs" c="dimmed">
            {t("studio.takesAbout", { duration: format.seconds(recipe.estimate_s) })}
          </Text>
        </Group>
      </Stack>
    </Paper>
  );
}

function CardTitle({ recipe, children }: { recipe: Recipe; children: ReactNode }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <div>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
        <Title order={2}>
          <AnchorLink to="/play/$model" params={{ model: recipe.name }} inherit c="inherit">
            {words(recipe.title)}
          </AnchorLink>
        </Title>
        {children}
      </Group>
      <Text size="xs" c="dimmed" mt={6}>
        {t("gallery.chapter")} {recipe.chapter}
      </Text>
    </div>
  );
}

function TrainedCard({ recipe, model, job }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const production = model?.production ?? undefined;
  return (
    <Paper component="article" className="panel" p="md" data-testid={`recipe-${recipe.name}`}>
      <Stack h="100%" gap="sm">
        <CardTitle recipe={recipe}>{job ? <StatusBadge status={job.status} /> : <StateBadge model={model} />}</CardTitle>
        <Text size="sm" style={{ flexGrow: 1 }}>
          {words(recipe.summary)}
        </Text>
        <Headline recipe={recipe} version={production} />
        {job && <JobProgress job={job} />}
        <Group gap="xs" justify="space-between">
          <Group gap="xs">
            {production && (
              <ButtonLink  to="/play/$model" params={{ model: recipe.name }} data-testid={`try-${recipe.name}`}>
                {t("gallery.try")}
              </ButtonLink>
            )}
            {job ? (
              <ButtonLink  to="/jobs/$job" params={{ job: job.id }} variant={production ? "default" : "filled"}>
                {t("gallery.watch")}
              </ButtonLink>
            ) : (
              <ButtonLink
                
                to="/train/$recipe"
                params={{ recipe: recipe.name }}
                variant={production ? "default" : "filled"}
                data-testid={`train-${recipe.name}`}
              >
                {production ? t("gallery.trainAgain") : t("gallery.train")}
              </ButtonLink>
            )}
          </Group>
          {!production && !job && (
            <Text size="xs" c="dimmed">
              {t("gallery.estimate", { duration: format.seconds(recipe.estimate_s) })}
            </Text>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

function StateBadge({ model }: { model: Model | undefined }) {
  const { t } = useTranslation();
  const version = model?.production?.version;
  if (version !== undefined) {
    return (
      <Badge variant="light" tt="none" style={{ flexShrink: 0 }} data-testid="production-version">
        {t("gallery.inProduction", { version })}
      </Badge>
    );
  }
  return (
    <Badge variant="outline" color="gray" tt="none" style={{ flexShrink: 0 }} c="dimmed">
      {model && model.last_version > 0 ? t("gallery.trainedOnly") : t("gallery.notTrained")}
    </Badge>
  );
}
