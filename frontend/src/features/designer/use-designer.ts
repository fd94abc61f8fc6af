import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { DataSet } from "@/api/types";
import { readProfile } from "@/features/data-sets/profile";
import type { Catalogue } from "@/features/designer/design";
import { type DesignerSearch, targetsOf, targetText } from "@/features/designer/designer-search";
import { type PlanWish, planQuery } from "@/features/designer/queries";

const route = getRouteApi("/designer");
export const MISSING_RULES = ["refuse", "drop", "fill"] as const;
export type MissingRule = (typeof MISSING_RULES)[number];

function ruleOf(text: string | undefined): MissingRule {
  return MISSING_RULES.find((rule) => rule === text) ?? "refuse";
}

/** The question in the address, and the plan that the service makes of it. */
export function useDesigner(catalogue: Catalogue, dataSets: DataSet[]) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [architecture, setArchitecture] = useState<string>();
  const input = catalogue.inputs.find(({ name }) => name === search.input);
  const task = catalogue.tasks.find(({ name }) => name === search.task);
  const dataSet = dataSets.find(({ name }) => name === search.data_set);
  const targets = targetsOf(search.target);
  const missing = ruleOf(search.missing);
  const wish: PlanWish | undefined =
    input && task
      ? {
          input: input.name,
          task: task.name,
          ...(search.data_set === undefined ? {} : { data_set: search.data_set, missing }),
          ...(search.data_set === undefined || targets.length === 0 ? {} : { target: targets }),
          ...(architecture === undefined ? {} : { architecture }),
        }
      : undefined;
  const plan = useQuery(planQuery(wish));

  function go(change: DesignerSearch) {
    setArchitecture(undefined);
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  }

  return {
    catalogue,
    input,
    task,
    dataSet,
    dataSetName: search.data_set,
    targets,
    missing,
    plan,
    wish,
    jobId: search.job,
    pick: (change: { input?: string; task?: string }) => go({ ...change, job: undefined }),
    chooseArchitecture: setArchitecture,
    /** Another data set: its own suggestion of what to answer comes with it. */
    useData: (name: string | undefined) => {
      const found = dataSets.find((known) => known.name === name);
      const suggestion = readProfile(found?.profile)?.suggestion;
      go({ data_set: name, target: targetText(suggestion?.target ?? []), missing: undefined, job: undefined });
    },
    setTargets: (names: string[]) => go({ target: targetText(names) }),
    setMissing: (rule: MissingRule) => go({ missing: rule === "refuse" ? undefined : rule }),
    show: (job: string | undefined) =>
      void navigate({ search: (before) => ({ ...before, job }), resetScroll: false }),
  };
}

export type Designer = ReturnType<typeof useDesigner>;
