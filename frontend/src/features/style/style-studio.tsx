import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { Panel } from "@/components/panel";
import { CompareRuns } from "@/features/studio/compare-runs";
import { madeQuery } from "@/features/studio/queries";
import { useStudio } from "@/features/studio/use-studio";
import { Failures } from "@/features/style/failures";
import { Transfer } from "@/features/style/transfer";
import { textAt } from "@/lib/json";

const TABS = ["make", "compare", "failures"] as const;

/** Style transfer: make one, compare two, or see why reproductions fail. */
export default function StyleStudio({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const studio = useStudio(recipe);
  const jobs = useQuery(madeQuery(recipe.name)).data?.data ?? [];
  const tab = TABS.find((known) => known === textAt(studio.search, "tab")) ?? "make";
  return (
    <Tabs value={tab} onChange={(next) => studio.go({ tab: next === "make" ? undefined : next })} keepMounted={false}>
      <Tabs.List mb="md">
        {TABS.map((known) => (
          <Tabs.Tab key={known} value={known} data-testid={`tab-${known}`}>
            {t(`style.tab_${known}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="make">
        <Transfer studio={studio} jobs={jobs} />
      </Tabs.Panel>
      <Tabs.Panel value="compare">
        <Panel title={t("style.tab_compare")} help={t("style.compareHelp")}>
          <CompareRuns
            jobs={jobs}
            fields={studio.fields}
            left={textAt(studio.search, "left")}
            right={textAt(studio.search, "right")}
            onPick={(side, job) => studio.go({ [side]: job })}
          />
        </Panel>
      </Tabs.Panel>
      <Tabs.Panel value="failures">
        <Failures studio={studio} jobs={jobs} />
      </Tabs.Panel>
    </Tabs>
  );
}
