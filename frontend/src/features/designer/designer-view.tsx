import { Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DataSet, Recipe } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { ChoiceCards } from "@/features/designer/choice-cards";
import type { Catalogue } from "@/features/designer/design";
import { DesignerData } from "@/features/designer/designer-data";
import { DesignerRun } from "@/features/designer/designer-run";
import { DesignerTrain } from "@/features/designer/designer-train";
import { InputIcon } from "@/features/designer/input-icon";
import { Matrix } from "@/features/designer/matrix";
import { PlanView } from "@/features/designer/plan-view";
import { useDesigner } from "@/features/designer/use-designer";
import { useWords } from "@/i18n/use-language";

interface Props {
  catalogue: Catalogue;
  dataSets: DataSet[];
  recipe: Recipe;
}

/** Two questions, then at once the network, its data, and the training. */
export function DesignerView({ catalogue, dataSets, recipe }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const designer = useDesigner(catalogue, dataSets);
  const { input, task, plan } = designer;
  return (
    <Stack gap="md">
      <Panel title={t("designer.inputQuestion")}>
        <ChoiceCards
          label={t("designer.inputQuestion")}
          group="input"
          choices={catalogue.inputs.map(({ name, title, summary }) => ({
            name,
            title: words(title),
            text: words(summary),
            icon: <InputIcon name={name} />,
          }))}
          value={input?.name}
          onChange={(name) => designer.pick({ input: name })}
        />
      </Panel>
      <Panel title={t("designer.taskQuestion")}>
        <ChoiceCards
          label={t("designer.taskQuestion")}
          group="task"
          choices={catalogue.tasks.map(({ name, title, reason }) => ({
            name,
            title: words(title),
            text: words(reason),
            icon: <InputIcon name={name} />,
          }))}
          value={task?.name}
          onChange={(name) => designer.pick({ task: name })}
        />
      </Panel>
      {designer.jobId !== undefined && (
        <DesignerRun jobId={designer.jobId} recipe={recipe} onClose={() => designer.show(undefined)} />
      )}
      {input && task && (
        <>
          <DesignerData designer={designer} dataSets={dataSets} />
          {plan.isError && <ErrorNotice error={plan.error} title={t("designer.noPlan")} onRetry={() => void plan.refetch()} />}
          {plan.isPending && <Skeleton height={320} aria-label={t("common.loading")} />}
          {!plan.isError && plan.data && (
            <>
              <PlanView designer={designer} plan={plan.data} />
              <DesignerTrain
                key={`${input.name} ${task.name} ${designer.dataSetName ?? ""}`}
                designer={designer}
                plan={plan.data}
                recipe={recipe}
              />
            </>
          )}
        </>
      )}
      <Panel title={t("designer.matrix")} help={t("designer.matrixHelp")}>
        <Matrix
          catalogue={catalogue}
          input={input?.name}
          task={task?.name}
          onPick={(nextInput, nextTask) => designer.pick({ input: nextInput, task: nextTask })}
        />
      </Panel>
    </Stack>
  );
}
