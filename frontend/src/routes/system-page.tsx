import { SimpleGrid, Skeleton, Stack, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { System } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { FactList } from "@/components/fact-list";
import { ButtonLink } from "@/components/links";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { sessionQuery } from "@/features/access/queries";
import { readinessQuery, systemQuery } from "@/features/system/queries";
import { WorkerTable } from "@/features/system/worker-table";
import { useFormat } from "@/i18n/use-language";

export function SystemPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const system = useQuery(systemQuery);
  const readiness = useQuery(readinessQuery);
  const session = useQuery(sessionQuery);
  const house = system.data;
  const mayHooks = session.data?.scopes.some((scope) => scope === "webhooks" || scope === "admin") ?? false;
  const isAdmin = session.data?.scopes.includes("admin") ?? false;
  return (
    <>
      <PageHeader title={t("system.title")} intro={t("system.intro")}>
        <ButtonLink to="/storage" variant="default" data-testid="to-storage">
          {t("storage.title")}
        </ButtonLink>
        {mayHooks && (
          <ButtonLink to="/webhooks" variant="default" data-testid="to-webhooks">
            {t("webhooks.title")}
          </ButtonLink>
        )}
        {isAdmin && (
          <ButtonLink to="/keys" variant="default" data-testid="to-keys">
            {t("access.title")}
          </ButtonLink>
        )}
      </PageHeader>
      <Stack gap="md">
        {system.isError && <ErrorNotice error={system.error} onRetry={() => void system.refetch()} />}
        {system.isPending && <Skeleton height={300} />}
        {house && (
          <>
            <Panel title={t("system.workers")} testId="workers">
              <WorkerTable workers={house.workers} isAdmin={isAdmin} />
            </Panel>
            <Panel title={t("system.queues")} testId="queues">
              <Queues queues={house.queues} />
            </Panel>
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <Panel title={t("system.checks")}>
                <FactList
                  facts={[
                    { name: t("system.ready"), value: readiness.data?.ready ? `✓ ${t("common.yes")}` : t("common.no") },
                    { name: t("system.database"), value: house.database },
                    { name: t("system.broker"), value: house.broker },
                    { name: t("system.storage"), value: format.bytes(house.storage_bytes) },
                    { name: t("system.disk"), value: format.bytes(house.disk_free_bytes) },
                  ]}
                />
              </Panel>
              <Panel title={t("system.versions")}>
                <FactList
                  facts={[
                    { name: "Chapterhouse", value: house.version },
                    { name: "Python", value: house.python },
                    ...Object.entries(house.packages).map(([name, value]) => ({ name, value })),
                  ]}
                />
              </Panel>
            </SimpleGrid>
          </>
        )}
      </Stack>
    </>
  );
}

function Queues({ queues }: { queues: System["queues"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table className="numeric">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("system.queue")}</Table.Th>
            <Table.Th ta="right">{t("system.depth")}</Table.Th>
            <Table.Th ta="right">{t("system.running")}</Table.Th>
            <Table.Th ta="right">{t("system.oldest")}</Table.Th>
            <Table.Th ta="right">{t("system.drain")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {queues.map((queue) => (
            <Table.Tr key={queue.name}>
              <Table.Td>{queue.name}</Table.Td>
              <Table.Td ta="right">{format.number(queue.queued, 0)}</Table.Td>
              <Table.Td ta="right">{format.number(queue.running, 0)}</Table.Td>
              <Table.Td ta="right">{format.seconds(queue.oldest_s)}</Table.Td>
              <Table.Td ta="right">{queue.drain_s > 0 ? format.seconds(queue.drain_s) : "–"}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
