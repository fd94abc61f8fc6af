import { useDebouncedCallback } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError } from "@/api/problem";
import type { JobWish, Recipe } from "@/api/types";
import { type Field, readFields } from "@/components/schema-form/fields";
import { checkAll, sentValues, settingOfPointer } from "@/components/schema-form/validate";
import { useStartJob } from "@/features/jobs/queries";
import { keptSearch, searchOf, settingsOf, withPreset } from "@/features/studio/settings";
import { isFiniteNumber, isRecord, type JsonRecord, textAt } from "@/lib/json";

const route = getRouteApi("/play/$model");
const WRITE_AFTER_MS = 300;
const SEED = 1337;

export interface Studio {
  recipe: Recipe;
  fields: Field[];
  values: JsonRecord;
  seed: number;
  /** What would be sent now. */
  wish: JobWish;
  sound: boolean;
  /** What the service said about a setting, by its name. */
  refused: Record<string, string>;
  error: Error | null;
  starting: boolean;
  /** The job on screen: its id is in the address. */
  jobId: string | undefined;
  search: JsonRecord;
  change: (name: string, value: unknown) => void;
  preset: (params: JsonRecord) => void;
  /** Takes over the settings of an earlier run. */
  use: (params: JsonRecord, seed: number) => void;
  start: () => void;
  show: (job: string | undefined) => void;
  /** Changes the part of the address that is no setting. */
  go: (change: JsonRecord) => void;
}

/** Settings that live in the address, and the job that was started from them. */
export function useStudio(recipe: Recipe): Studio {
  const search: JsonRecord = route.useSearch();
  const navigate = route.useNavigate();
  const begin = useStartJob();
  const fields = readFields(recipe.params_schema);
  const [values, setValues] = useState(() => settingsOf(fields, search));
  const [seed, setSeed] = useState(() => (isFiniteNumber(search["seed"]) ? search["seed"] : SEED));
  const [refused, setRefused] = useState<Record<string, string>>({});
  const wish: JobWish = { kind: "generate", recipe: recipe.name, params: sentValues(fields, values), seed };

  const write = useDebouncedCallback((next: JsonRecord, nextSeed: number) => {
    const shared = { ...searchOf(fields, next), ...(nextSeed === SEED ? {} : { seed: nextSeed }) };
    void navigate({
      search: (before: JsonRecord) => ({ ...keptSearch(before), seed: undefined, ...shared }),
      replace: true,
      resetScroll: false,
    });
  }, WRITE_AFTER_MS);

  function put(next: JsonRecord, nextSeed = seed) {
    setValues(next);
    setSeed(nextSeed);
    setRefused({});
    begin.reset();
    write(next, nextSeed);
  }

  function go(change: JsonRecord) {
    void navigate({ search: (before: JsonRecord) => ({ ...before, ...change }), resetScroll: false });
  }

  return {
    recipe,
    fields,
    values,
    seed,
    wish,
    sound: checkAll(fields, values).size === 0,
    refused,
    error: begin.error,
    starting: begin.isPending,
    jobId: textAt(search, "job"),
    search,
    change: (name, value) => put({ ...values, [name]: value }),
    preset: (params) => put(withPreset(fields, values, params)),
    use: (params, nextSeed) => put(settingsOf(fields, params), nextSeed),
    start: () => {
      setRefused({});
      begin.mutate(wish, {
        onSuccess: ({ id }) => go({ job: id }),
        onError: (error) => setRefused(refusedFields(error)),
      });
    },
    show: (job) => go({ job }),
    go,
  };
}

function refusedFields(error: unknown): Record<string, string> {
  const fields = error instanceof ApiError ? error.fields : [];
  return Object.fromEntries(fields.map(({ pointer, detail }) => [settingOfPointer(pointer) ?? pointer, detail]));
}

/** The parts of a wish that a curl command sends: settings that are the defaults are left out. */
export function shortWish(wish: JobWish, fields: Field[]): JsonRecord {
  const params = isRecord(wish.params) ? searchOf(fields, wish.params) : {};
  return { kind: wish.kind, recipe: wish.recipe, params, seed: wish.seed };
}
