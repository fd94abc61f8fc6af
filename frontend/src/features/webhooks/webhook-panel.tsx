import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewWebhook, Webhook } from "@/api/types";
import { ConfirmButton } from "@/components/confirm-button";
import { Panel } from "@/components/panel";
import { DeliveryList } from "@/features/webhooks/delivery-list";
import { useChangeWebhook, useDeleteWebhook, usePing, useRotateSecret } from "@/features/webhooks/queries";
import { SHORT } from "@/features/webhooks/types";
import { useFormat } from "@/i18n/use-language";

interface Props {
  webhook: Webhook;
  onSecret: (made: NewWebhook) => void;
}

/** One webhook: whether it works, what it can be told to do, and its messages. */
export function WebhookPanel({ webhook, onSecret }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const title = webhook.url === null ? t("webhooks.default") : webhook.name;
  return (
    <Panel title={title} {...(webhook.url === null ? { help: t("webhooks.defaultHelp") } : {})} testId="webhook">
      <Stack gap="sm">
        <Group gap="xs">
          <StateBadge webhook={webhook} />
          {webhook.failed > 0 && (
            <Badge color="red" variant="light" tt="none" data-testid="webhook-failed">
              ✕ {t("webhooks.failed", { count: webhook.failed })}
            </Badge>
          )}
          {webhook.old_secret_until && new Date(webhook.old_secret_until) > new Date() && (
            <Text size="xs" c="dimmed">
              {t("webhooks.oldSecret", { until: format.dateTime(webhook.old_secret_until) })}
            </Text>
          )}
        </Group>
        {webhook.url !== null && (
          <>
            <Text size="sm" ff="monospace" className="long-text">
              {webhook.url}
            </Text>
            <Text size="sm" c="dimmed">
              {webhook.events.map((event) => t(`webhooks.types.${SHORT[event]}`)).join(" · ")}
            </Text>
          </>
        )}
        <Actions webhook={webhook} title={title} onSecret={onSecret} />
        <div>
          <Button size="xs" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)} data-testid="webhook-log">
            {open ? t("webhooks.hideLog") : t("webhooks.showLog")}
          </Button>
        </div>
        {open && <DeliveryList webhook={webhook} />}
      </Stack>
    </Panel>
  );
}

function StateBadge({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const state = webhook.disabled_reason ?? (webhook.pending > 0 ? "waiting" : "on");
  const colors = { on: "green", waiting: "blue", paused: "gray", gone: "red" } as const;
  return (
    <Badge color={colors[state]} variant="light" tt="none" data-testid="webhook-state">
      {t(`webhooks.states.${state}`, { n: webhook.pending })}
    </Badge>
  );
}

function Actions({ webhook, title, onSecret }: Props & { title: string }) {
  const { t } = useTranslation();
  const [ping, change, rotate, remove] = [usePing(), useChangeWebhook(), useRotateSecret(), useDeleteWebhook()];
  const onError = (error: Error) => notifications.show({ color: "red", message: error.message });
  return (
    <Group gap="xs">
      {webhook.url !== null && (
        <>
          <Button
            size="xs"
            variant="default"
            disabled={!webhook.enabled}
            loading={ping.isPending}
            aria-label={t("webhooks.pingNamed", { name: title })}
            onClick={() => ping.mutate(webhook.id, { onError, onSuccess: () => notifications.show({ message: t("webhooks.pinged") }) })}
            data-testid="webhook-ping"
          >
            {t("webhooks.ping")}
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={change.isPending}
            aria-label={t(webhook.enabled ? "webhooks.pauseNamed" : "webhooks.resumeNamed", { name: title })}
            onClick={() => change.mutate({ id: webhook.id, enabled: !webhook.enabled }, { onError })}
            data-testid="webhook-switch"
          >
            {webhook.enabled ? t("webhooks.pause") : t("webhooks.resume")}
          </Button>
        </>
      )}
      <ConfirmButton
        size="xs"
        label={t("webhooks.rotate")}
        ariaLabel={t("webhooks.rotateNamed", { name: title })}
        title={t("webhooks.rotate")}
        text={t("webhooks.rotateText")}
        testId="webhook-rotate"
        loading={rotate.isPending}
        onConfirm={() => rotate.mutate(webhook.id, { onSuccess: onSecret, onError })}
      />
      {webhook.url !== null && (
        <ConfirmButton
          size="xs"
          label={t("webhooks.remove")}
          ariaLabel={t("webhooks.removeNamed", { name: title })}
          title={t("webhooks.remove")}
          text={t("webhooks.removeText")}
          danger
          testId="webhook-remove"
          loading={remove.isPending}
          onConfirm={() => remove.mutate(webhook.id, { onError })}
        />
      )}
    </Group>
  );
}
