import { Badge, Button, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { System } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { AnchorLink } from "@/components/links";
import { useDrain } from "@/features/system/queries";
import { useFormat } from "@/i18n/use-language";

type Worker = System["workers"][number];

const LOOKS: Record<Worker["state"], { color: string; sign: string }> = {
  idle: { color: "green", sign: "✓" },
  working: { color: "green", sign: "✓" },
  draining: { color: "yellow", sign: "…" },
  drained: { color: "gray", sign: "–" },
  stopping: { color: "yellow", sign: "…" },
  lost: { color: "red", sign: "✕" },
};

/** The workers, what each does, and for administrators a way to take one out of service. */
export function WorkerTable({ workers, isAdmin }: { workers: Worker[]; isAdmin: boolean }) {
  const { t } = useTranslation();
  const drain = useDrain();
  if (workers.length === 0) {
    return (
      <Text size="sm">
        <b>{t("system.noWorkersTitle")}.</b> {t("system.noWorkersText")}
      </Text>
    );
  }
  return (
    <>
      {drain.isError && <ErrorNotice error={drain.error} />}
      <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table className="numeric">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("system.worker")}</Table.Th>
              <Table.Th>{t("jobs.status")}</Table.Th>
              <Table.Th>{t("system.doing")}</Table.Th>
              <Table.Th>{t("system.queue")}</Table.Th>
              <Table.Th>{t("system.device")}</Table.Th>
              <Table.Th>{t("system.seen")}</Table.Th>
              {isAdmin && <Table.Th>{t("common.actions")}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {workers.map((worker) => (
              <Table.Tr key={worker.id}>
                <WorkerCells worker={worker} />
                {isAdmin && (
                  <Table.Td>
                    <DrainButton worker={worker} onAsk={drain.mutate} isBusy={drain.isPending} />
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

function WorkerCells({ worker }: { worker: Worker }) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = LOOKS[worker.state];
  return (
    <>
      <Table.Td className="long-text">{worker.id}</Table.Td>
      <Table.Td>
        <Badge color={look.color} variant="light" tt="none" data-testid="worker-state">
          {look.sign} {t(`system.states.${worker.state}`)}
        </Badge>
      </Table.Td>
      <Table.Td>
        {worker.job_id ? (
          <AnchorLink to="/jobs/$job" params={{ job: worker.job_id }} size="sm">
            {worker.recipe ?? worker.job_id}
          </AnchorLink>
        ) : (
          (worker.recipe ?? "–")
        )}
      </Table.Td>
      <Table.Td>{worker.queues.join(", ")}</Table.Td>
      <Table.Td>{worker.device}</Table.Td>
      <Table.Td>{t("common.ago", { duration: format.seconds(Math.max(1, Math.round(worker.seen_s_ago))) })}</Table.Td>
    </>
  );
}

interface DrainWish {
  worker: string;
  resume: boolean;
}

function DrainButton({ worker, onAsk, isBusy }: { worker: Worker; onAsk: (wish: DrainWish) => void; isBusy: boolean }) {
  const { t } = useTranslation();
  if (worker.state === "lost" || worker.state === "stopping") return null;
  const resume = worker.state === "drained" || worker.state === "draining";
  return (
    <Button
      size="compact-sm"
      variant="default"
      disabled={isBusy}
      title={t(resume ? "system.resumeHint" : "system.drainHint")}
      onClick={() => onAsk({ worker: worker.id, resume })}
      data-testid={resume ? "resume-worker" : "drain-worker"}
    >
      {t(resume ? "system.resumeWorker" : "system.drainWorker")}
    </Button>
  );
}
