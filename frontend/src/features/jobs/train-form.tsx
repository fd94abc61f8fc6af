import { Alert, Button, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";
import type { DataSet, Job, JobWish, Recipe } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { initialValues, readFields } from "@/components/schema-form/fields";
import { SchemaForm } from "@/components/schema-form/schema-form";
import { checkAll, sentValues, settingOfPointer } from "@/components/schema-form/validate";
import { DataSetChoice } from "@/features/jobs/data-set-choice";
import { PresetChips } from "@/features/jobs/preset-chips";
import { useStartJob } from "@/features/jobs/queries";
import { TrainEstimate } from "@/features/jobs/train-estimate";
import type { JsonRecord } from "@/lib/json";
import { isName } from "@/lib/name";

interface Props {
  recipe: Recipe;
  dataSets: DataSet[];
  /** The job whose settings are copied. */
  source: Job | undefined;
  /** Chosen before the page opened. */
  dataSet: string | undefined;
}

/** Settings, data set and name of a new training; on submit to its job. */
export function TrainForm({ recipe, dataSets, source, dataSet: chosen }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const start = useStartJob();
  const fields = readFields(recipe.params_schema);
  const [values, setValues] = useState<JsonRecord>(() => initialValues(fields, source?.params));
  const [dataSet, setDataSet] = useState<string | null>(chosen ?? source?.data_set ?? null);
  const [model, setModel] = useState(source?.model ?? (chosen === undefined || recipe.data_sets.includes(chosen) ? recipe.name : `${chosen}-${recipe.name}`.slice(0, 63)));
  const [seed, setSeed] = useState<string | number>(source?.seed ?? "");
  const [refused, setRefused] = useState<Record<string, string>>({});
  const problems = checkAll(fields, values);
  const nameRefused = refused["/model"] ?? (isName(model) ? undefined : t("train.modelRule"));
  const wish: JobWish = {
    kind: "train",
    recipe: recipe.name,
    params: sentValues(fields, values),
    data_set: dataSet,
    model,
    ...(typeof seed === "number" ? { seed } : {}),
  };
  const [settled] = useDebouncedValue(wish, 400);
  const sound = problems.size === 0 && nameRefused === undefined;

  function change(name: string, value: unknown) {
    setValues({ ...values, [name]: value });
    setRefused(Object.fromEntries(Object.entries(refused).filter(([field]) => field !== name)));
  }

  function submit() {
    setRefused({});
    start.mutate(wish, {
      onSuccess: (job) => void navigate({ to: "/jobs/$job", params: { job: job.id } }),
      onError: (error) => {
        if (error instanceof ApiError) {
          setRefused(
            Object.fromEntries(error.fields.map(({ pointer, detail }) => [settingOfPointer(pointer) ?? pointer, detail])),
          );
        }
      },
    });
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (sound) submit();
      }}
    >
      <Stack gap="md">
        {source && (
          <Text size="sm" c="dimmed">
            {t("train.forkOf", { id: source.id })}
          </Text>
        )}
        <Panel
          title={t("train.settings")}
          help={t("train.settingsHelp")}
          actions={
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={() => setValues(bookValues(values))} data-testid="book-values">
                {t("train.resetToBook")}
              </Button>
              <Button size="xs" variant="default" onClick={() => setValues(initialValues(fields))}>
                {t("train.resetToDefault")}
              </Button>
            </Group>
          }
        >
          <Stack gap="md">
            <PresetChips recipe={recipe} defaults={initialValues(fields)} values={values} onChange={setValues} />
            <SchemaForm fields={fields} values={values} refused={refused} onChange={change} />
          </Stack>
        </Panel>
        <DataSetChoice
          dataSets={dataSets}
          value={dataSet}
          error={refused["/data_set"]}
          onChange={setDataSet}
        />
        <Panel title={t("train.publish")}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
            <TextInput
              label={t("train.model")}
              description={t("train.modelHelp")}
              value={model}
              error={nameRefused}
              onChange={(event) => {
                setModel(event.currentTarget.value);
                setRefused({});
              }}
              data-testid="model-name"
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
              error={refused["/seed"]}
              data-testid="seed"
            />
          </SimpleGrid>
        </Panel>
        {start.isError && <ErrorNotice error={start.error} title={t("train.refused")} />}
        {!sound && (
          <Alert color="orange" variant="light" role="status">
            <Text size="sm" c="var(--mantine-color-text)">
              {t("train.fixFields")}
            </Text>
          </Alert>
        )}
        <Group justify="space-between">
          {sound ? <TrainEstimate wish={settled} recipe={recipe} /> : <span />}
          <Button type="submit" size="md" loading={start.isPending} disabled={!sound} data-testid="start-training">
            {t("train.start")}
          </Button>
        </Group>
      </Stack>
    </form>
  );

  function bookValues(now: JsonRecord): JsonRecord {
    const book = fields.filter((field) => field.book !== undefined && field.book !== null);
    return { ...now, ...Object.fromEntries(book.map((field) => [field.name, field.book])) };
  }
}
