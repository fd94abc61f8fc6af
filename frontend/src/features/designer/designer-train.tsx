import { Button, Collapse, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";
import type { JobWish, Recipe } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { initialValues, readFields } from "@/components/schema-form/fields";
import { SchemaForm } from "@/components/schema-form/schema-form";
import { checkAll, sentValues, settingOfPointer } from "@/components/schema-form/validate";
import type { Plan } from "@/features/designer/design";
import type { Designer } from "@/features/designer/use-designer";
import { useStartJob } from "@/features/jobs/queries";
import { TrainEstimate } from "@/features/jobs/train-estimate";
import type { JsonRecord } from "@/lib/json";
import { isName } from "@/lib/name";

/** Settings that have a part of their own on this page. */
const ELSEWHERE = new Set(["input", "task", "architecture", "target", "missing"]);

interface Props {
  designer: Designer;
  plan: Plan;
  recipe: Recipe;
}

function suggestedName({ dataSetName, input, task }: Designer): string {
  const about = dataSetName === undefined ? `my-${input?.name ?? ""}-${task?.name ?? ""}` : `${dataSetName}-model`;
  return about.slice(0, 63);
}

/** A name, the settings folded away, and the start. */
export function DesignerTrain({ designer, plan, recipe }: Props) {
  const { t } = useTranslation();
  const start = useStartJob();
  const [opened, { toggle }] = useDisclosure(false);
  const [model, setModel] = useState(() => suggestedName(designer));
  const [seed, setSeed] = useState<string | number>("");
  const [changed, setChanged] = useState<JsonRecord>({});
  const [refused, setRefused] = useState<Record<string, string>>({});
  const fields = readFields(recipe.params_schema);
  const settings = fields.filter(({ name }) => !ELSEWHERE.has(name));
  const values = { ...initialValues(settings, plan.params), ...changed };
  const named = isName(model);
  const sound = named && checkAll(settings, values).size === 0;
  const wish: JobWish = {
    kind: "train",
    recipe: recipe.name,
    params: { ...plan.params, ...sentValues(settings, values) },
    data_set: designer.dataSetName ?? null,
    model,
    ...(typeof seed === "number" ? { seed } : {}),
  };
  const [settled] = useDebouncedValue(wish, 400);

  function submit() {
    setRefused({});
    start.mutate(wish, {
      onSuccess: ({ id }) => designer.show(id),
      onError: (error) => {
        const found = error instanceof ApiError ? error.fields : [];
        setRefused(Object.fromEntries(found.map(({ pointer, detail }) => [settingOfPointer(pointer) ?? pointer, detail])));
      },
    });
  }

  return (
    <Panel title={t("designer.train")} testId="designer-train">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (sound) submit();
        }}
      >
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
            <TextInput
              label={t("train.model")}
              description={t("train.modelHelp")}
              value={model}
              error={named ? refused["/model"] : t("train.modelRule")}
              onChange={(event) => setModel(event.currentTarget.value)}
              data-testid="model-name"
            />
          </SimpleGrid>
          <div>
            <Button variant="subtle" size="xs" px="xs" type="button" onClick={toggle} aria-expanded={opened} data-testid="advanced">
              {opened ? "▾" : "▸"} {t("studio.advanced", { n: settings.length })}
            </Button>
            <Collapse expanded={opened}>
              <Stack gap="md" mt="sm">
                <SchemaForm
                  fields={settings}
                  values={values}
                  refused={refused}
                  onChange={(name, value) => setChanged({ ...changed, [name]: value })}
                />
                <NumberInput
                  label={t("train.seed")}
                  description={t("train.seedHelp")}
                  value={seed}
                  onChange={setSeed}
                  min={0}
                  max={2 ** 31 - 1}
                  allowDecimal={false}
                  placeholder="1337"
                  maw="16rem"
                  data-testid="seed"
                />
              </Stack>
            </Collapse>
          </div>
          {start.isError && <ErrorNotice error={start.error} title={t("train.refused")} />}
          {!sound && (
            <Text size="sm" c="var(--mantine-color-error)" role="status">
              {t("train.fixFields")}
            </Text>
          )}
          <Group justify="space-between">
            {sound ? <TrainEstimate wish={settled} recipe={recipe} /> : <span />}
            <Button type="submit" size="md" loading={start.isPending} disabled={!sound} data-testid="start-training">
              {t("designer.trainIt")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
