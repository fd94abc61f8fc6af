import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { ConfirmButton } from "@/components/confirm-button";
import { ButtonLink } from "@/components/links";
import { isUnfinished, useCancelJob, useDeleteJob, useRetryJob } from "@/features/jobs/queries";

/** What a person may do with a job now. */
export function JobActions({ job }: { job: Job }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const cancel = useCancelJob();
  const retry = useRetryJob();
  const remove = useDeleteJob();
  const unfinished = isUnfinished(job.status);
  const onError = (error: Error) => notifications.show({ color: "red", message: error.message });
  return (
    <>
      {unfinished && (
        <ConfirmButton
          label={t("job.cancel")}
          title={t("job.cancelTitle")}
          text={t("job.cancelText")}
          keep={t("job.keepRunning")}
          danger
          testId="cancel"
          disabled={job.status === "canceling"}
          loading={cancel.isPending}
          onConfirm={() => cancel.mutate(job.id, { onError })}
        />
      )}
      {!unfinished && job.status !== "succeeded" && (
        <Button
          title={t("job.retryHelp")}
          loading={retry.isPending}
          onClick={() => retry.mutate(job.id, { onError })}
          data-testid="retry"
        >
          {t("job.retry")}
        </Button>
      )}
      {job.kind === "train" && (
        <ButtonLink
          to="/train/$recipe"
          params={{ recipe: job.recipe }}
          search={{ fork: job.id }}
          variant="default"
          data-testid="fork"
        >
          {t("job.fork")}
        </ButtonLink>
      )}
      {job.kind === "generate" && (
        <ButtonLink
          to="/play/$model"
          params={{ model: job.recipe }}
          search={{ ...job.params, seed: job.seed }}
          variant="default"
          data-testid="fork"
        >
          {t("job.fork")}
        </ButtonLink>
      )}
      {!unfinished && (
        <ConfirmButton
          label={t("job.delete")}
          title={t("job.deleteTitle")}
          text={t("job.deleteText")}
          danger
          testId="delete"
          loading={remove.isPending}
          onConfirm={() => remove.mutate(job.id, { onError, onSuccess: () => void navigate({ to: "/jobs" }) })}
        />
      )}
    </>
  );
}
