import { Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { initialValues } from "@/components/schema-form/fields";
import { useStartJob } from "@/features/jobs/queries";
import { CauseCard } from "@/features/style/cause-card";
import { causesOf, runOf } from "@/features/style/causes";
import { ContentAndStyle } from "@/features/style/content-and-style";
import type { Studio } from "@/features/studio/use-studio";
import type { JsonRecord } from "@/lib/json";

/** Why reproductions fail: every cause is one setting, run on the person's own pictures beside what works. */
export function Failures({ studio, jobs }: { studio: Studio; jobs: Job[] }) {
  const { t } = useTranslation();
  const start = useStartJob();
  const causes = causesOf(studio.recipe.presets);
  const defaults = initialValues(studio.fields);
  const pictures = { content: studio.values["content"], style: studio.values["style"] };
  const found = causes.map(({ params }) => runOf(jobs, defaults, { ...params, ...pictures }));
  const missing = causes.filter((_, index) => found[index] === undefined);

  function run(params: JsonRecord) {
    return start.mutateAsync({
      kind: "generate",
      recipe: studio.recipe.name,
      params: { ...params, ...pictures },
      seed: 1337,
    });
  }

  async function runAll() {
    try {
      for (const { params } of missing) await run(params);
    } catch {
      return; // shown below
    }
  }

  return (
    <Stack gap="md" data-testid="failures">
      <Text maw="52rem">{t("style.failuresIntro")}</Text>
      <Panel title={t("style.yourPictures")}>
        <ContentAndStyle studio={studio} jobs={jobs} />
        <Group mt="sm">
          <Button
            onClick={() => void runAll()}
            loading={start.isPending}
            disabled={missing.length === 0}
            data-testid="run-all-causes"
          >
            {t("style.runAll", { n: missing.length })}
          </Button>
        </Group>
        {start.isError && <ErrorNotice error={start.error} title={t("studio.refused")} />}
      </Panel>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {causes.map((cause, index) => (
          <CauseCard
            key={cause.name}
            cause={cause}
            fields={studio.fields}
            job={found[index]}
            busy={start.isPending}
            onRun={() => void run(cause.params).catch(() => undefined)}
          />
        ))}
      </SimpleGrid>
    </Stack>
  );
}
