import { Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewKey } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { ShownOnce } from "@/components/shown-once";
import { AuditList } from "@/features/access/audit-list";
import { KeyTable } from "@/features/access/key-table";
import { NewKeyForm } from "@/features/access/new-key";
import { keysQuery, sessionQuery } from "@/features/access/queries";

export function KeysPage() {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const keys = useQuery(keysQuery);
  const [made, setMade] = useState<NewKey>();
  return (
    <>
      <PageHeader title={t("access.title")} intro={t("access.intro")} />
      <Stack gap="md">
        {session.data?.mode === "open" && <Text size="sm">{t("access.openHelp")}</Text>}
        {made && (
          <ShownOnce
            title={t("access.made", { name: made.name })}
            help={t("access.shownOnce")}
            secret={made.key}
            testId="new-key"
            onClose={() => setMade(undefined)}
          />
        )}
        {keys.isError && <ErrorNotice error={keys.error} onRetry={() => void keys.refetch()} />}
        {keys.isPending && <Skeleton height={220} />}
        {keys.data && (
          <>
            <Panel title={t("access.newKey")}>
              <NewKeyForm onMade={setMade} />
            </Panel>
            <Panel title={t("access.keys")} testId="keys">
              {keys.data.data.length === 0 ? (
                <Text size="sm">{t("access.none")}</Text>
              ) : (
                <KeyTable keys={keys.data.data} own={session.data?.key_id ?? null} onMade={setMade} />
              )}
            </Panel>
            <Panel title={t("access.audit")} help={t("access.auditHelp")} testId="audit">
              <AuditList />
            </Panel>
          </>
        )}
      </Stack>
    </>
  );
}
