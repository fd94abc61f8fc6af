import { Group, Slider, Stack, Text } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import type { Field } from "@/components/schema-form/fields";
import type { SteerChange } from "@/features/jobs/job-shown";
import { curved } from "@/features/studio/curved";
import { useSteer } from "@/features/studio/queries";
import { useFormat, useWords } from "@/i18n/use-language";
import { isFiniteNumber } from "@/lib/json";

const COMMIT_AFTER_MS = 400;

interface Props {
  job: Job;
  fields: Field[];
  changes: SteerChange[];
}

/** Settings that may change while the job runs; each change is recorded, so the run can be repeated. */
export function SteerControl({ job, fields, changes }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const steer = useSteer(job.id);
  if (fields.length === 0) return null;
  return (
    <Stack gap="xs" data-testid="steering">
      {fields.map((field) => (
        <SteerSlider
          key={field.name}
          field={field}
          value={lastOf(changes, field.name) ?? job.params[field.name]}
          onCommit={(value) => steer.mutate({ [field.name]: value })}
        />
      ))}
      {steer.isError && <ErrorNotice error={steer.error} title={t("studio.steerRefused")} />}
      {changes.length > 0 && (
        <Text size="xs" c="dimmed" className="numeric" role="status" data-testid="steer-changes">
          {changes
            .slice(-3)
            .map(({ step, params }) => {
              const what = Object.entries(params).map(([name, value]) => `${titleOf(name)} ${format.number(Number(value))}`);
              return step === undefined
                ? t("studio.steerWaiting", { what: what.join(", ") })
                : t("studio.steerFrom", { step, what: what.join(", ") });
            })
            .join(" · ")}
        </Text>
      )}
    </Stack>
  );

  function titleOf(name: string): string {
    return words(fields.find((field) => field.name === name)?.title) || name;
  }
}

function lastOf(changes: SteerChange[], name: string): unknown {
  return changes.findLast(({ params }) => name in params)?.params[name];
}

interface SliderProps {
  field: Field;
  value: unknown;
  onCommit: (value: number) => void;
}

function SteerSlider({ field, value, onCommit }: SliderProps) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const scale = curved(field);
  const [held, setHeld] = useState<number>();
  const commit = useDebouncedCallback(onCommit, COMMIT_AFTER_MS); // a held arrow key is one change
  const now = isFiniteNumber(value) ? value : scale.min;
  const title = t("studio.steer", { title: words(field.title) });
  return (
    <div data-testid={`steer-${field.name}`}>
      <Group justify="space-between">
        <Text size="sm">{title}</Text>
        <Text size="sm" fw={600} className="numeric">
          {format.number(held === undefined ? now : scale.value(held))}
        </Text>
      </Group>
      <Slider
        min={0}
        max={1}
        step={0.01}
        value={held ?? scale.place(now)}
        onChange={setHeld}
        onChangeEnd={(place) => commit(scale.value(place))}
        label={(place) => format.number(scale.value(place))}
        thumbLabel={title}
        thumbProps={{ "aria-valuetext": format.number(now) }}
      />
    </div>
  );
}
