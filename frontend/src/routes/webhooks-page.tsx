import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewWebhook } from "@/api/types";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { ShownOnce } from "@/components/shown-once";
import { NewWebhookForm } from "@/features/webhooks/new-webhook";
import { webhooksQuery } from "@/features/webhooks/queries";
import { WebhookPanel } from "@/features/webhooks/webhook-panel";

export function WebhooksPage() {
  const { t } = useTranslation();
  const webhooks = useQuery(webhooksQuery);
  const [made, setMade] = useState<NewWebhook>();
  function show(webhook: NewWebhook) {
    setMade(webhook);
    window.scrollTo({ top: 0 });
  }
  return (
    <>
      <PageHeader title={t("webhooks.title")} intro={t("webhooks.intro")} />
      <Stack gap="md">
        {made && (
          <ShownOnce
            title={t("webhooks.made", { name: made.url === null ? t("webhooks.default") : made.name })}
            help={t("webhooks.shownOnce")}
            secret={made.secret}
            testId="new-secret"
            onClose={() => setMade(undefined)}
          />
        )}
        <Panel title={t("webhooks.new")} help={t("webhooks.newHelp")}>
          <NewWebhookForm onMade={show} />
        </Panel>
        {webhooks.isError && <ErrorNotice error={webhooks.error} onRetry={() => void webhooks.refetch()} />}
        {webhooks.isPending && <Skeleton height={180} />}
        {webhooks.data?.data.length === 0 && <EmptyState title={t("webhooks.none")} text={t("webhooks.noneText")} />}
        {webhooks.data?.data.map((webhook) => <WebhookPanel key={webhook.id} webhook={webhook} onSecret={show} />)}
      </Stack>
    </>
  );
}
