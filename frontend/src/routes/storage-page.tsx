import { SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Storage } from "@/api/types";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { FactList } from "@/components/fact-list";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { sessionQuery } from "@/features/access/queries";
import { BiggestTable } from "@/features/storage/biggest-table";
import { DamagedTable } from "@/features/storage/damaged-table";
import { DueList } from "@/features/storage/due-list";
import { KindBars } from "@/features/storage/kind-bars";
import { storageQuery } from "@/features/storage/queries";
import { SweepPanel } from "@/features/storage/sweep-panel";
import { useFormat } from "@/i18n/use-language";

export function StoragePage() {
  const { t } = useTranslation();
  const storage = useQuery(storageQuery);
  return (
    <>
      <PageHeader title={t("storage.title")} intro={t("storage.intro")} />
      <Stack gap="md">
        {storage.isError && <ErrorNotice error={storage.error} onRetry={() => void storage.refetch()} />}
        {storage.isPending && <Skeleton height={300} aria-label={t("storage.loading")} />}
        {storage.data && <Found storage={storage.data} />}
      </Stack>
    </>
  );
}

function Found({ storage }: { storage: Storage }) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  return (
    <>
      {storage.damaged.length > 0 && <DamagedTable damaged={storage.damaged} />}
      <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: "start" }}>
        <Where storage={storage} />
        <SweepPanel last={storage.last_sweep} may={session.data?.scopes.includes("admin") ?? false} />
      </SimpleGrid>
      {storage.files === 0 ? (
        <EmptyState title={t("storage.emptyTitle")} text={t("storage.emptyText")} />
      ) : (
        <>
          <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: "start" }}>
            <Panel title={t("storage.byKind")} help={t("storage.byKindHelp")}>
              <KindBars kinds={storage.kinds} />
            </Panel>
            <Panel
              title={t("storage.retention")}
              help={t("storage.retentionHelp", { days: storage.due_within_days })}
              testId="retention"
            >
              {storage.due.length > 0 ? <DueList due={storage.due} /> : <Text size="sm">{t("storage.noRetention")}</Text>}
            </Panel>
          </SimpleGrid>
          <Panel title={t("storage.biggest")} help={t("storage.biggestHelp")} testId="biggest">
            <BiggestTable items={storage.biggest} />
          </Panel>
        </>
      )}
    </>
  );
}

function Where({ storage }: { storage: Storage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const totals = { count: storage.files, bytes: format.bytes(storage.bytes), files: format.number(storage.files, 0) };
  const disk = { free: format.bytes(storage.disk_free_bytes), total: format.bytes(storage.disk_bytes) };
  return (
    <Panel title={t("storage.where")} testId="where">
      <FactList
        facts={[
          { name: t("storage.store"), value: storage.store === "local" ? t("storage.local") : t("storage.s3") },
          ...(storage.where
            ? [{ name: t("storage.where"), value: <span className="long-text">{storage.where}</span> }]
            : []),
          { name: t("storage.answers"), value: storage.answers ? `✓ ${t("common.yes")}` : `✕ ${t("storage.away")}` },
          { name: t("storage.total"), value: t("storage.totalText", totals) },
          { name: t("storage.free"), value: t("storage.freeText", disk) },
        ]}
      />
    </Panel>
  );
}
