import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";
import type { Job, Recipe } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { initialValues, readFields, sameValue } from "@/components/schema-form/fields";
import { SchemaForm } from "@/components/schema-form/schema-form";
import { checkAll, sentValues, settingOfPointer } from "@/components/schema-form/validate";
import { useForkJob } from "@/features/jobs/queries";
import type { JsonRecord } from "@/lib/json";

interface Props {
  job: Job;
  recipe: Recipe;
  epoch: number;
}

/** Goes on from a saved epoch with other settings: those that do not shape the network. */
export function ForkForm({ job, recipe, epoch }: Props) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button size="xs" variant="default" onClick={open} data-testid="fork-from-here">
        {t("timeline.fork")}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        size="xl"
        title={t("timeline.forkTitle", { epoch })}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <Settings job={job} recipe={recipe} epoch={epoch} />
      </Modal>
    </>
  );
}

function Settings({ job, recipe, epoch }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const fork = useForkJob();
  const fields = readFields(recipe.params_schema).filter(({ name }) => !recipe.shape.includes(name));
  const [values, setValues] = useState<JsonRecord>(() => initialValues(fields, job.params));
  const [refused, setRefused] = useState<Record<string, string>>({});
  const sound = checkAll(fields, values).size === 0;
  const changed = fields.filter(({ name }) => !sameValue(values[name], job.params[name]));

  function start() {
    const change = { epoch, params: sentValues(changed, values) };
    fork.mutate(
      { id: job.id, change },
      {
        onSuccess: (made) => void navigate({ to: "/jobs/$job", params: { job: made.id } }),
        onError: (error) => {
          if (!(error instanceof ApiError)) return;
          setRefused(Object.fromEntries(error.fields.map(({ pointer, detail }) => [settingOfPointer(pointer) ?? pointer, detail])));
        },
      },
    );
  }

  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("timeline.forkHelp", { epoch })}
      </Text>
      <SchemaForm
        fields={fields}
        values={values}
        refused={refused}
        onChange={(name, value) => {
          setValues({ ...values, [name]: value });
          setRefused({});
        }}
      />
      {fork.isError && <ErrorNotice error={fork.error} title={t("train.refused")} />}
      <Group justify="space-between">
        <Text size="sm" c="dimmed" className="numeric">
          {t("timeline.changed", { n: changed.length })}
        </Text>
        <Button onClick={start} loading={fork.isPending} disabled={!sound} data-testid="fork-start">
          {t("timeline.forkStart")}
        </Button>
      </Group>
    </Stack>
  );
}
