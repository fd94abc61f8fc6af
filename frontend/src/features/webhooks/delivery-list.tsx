import { Badge, Button, Code, Group, Skeleton, Stack, Table, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Delivery, Webhook } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { AnchorLink } from "@/components/links";
import { deliveriesQuery, useReplay } from "@/features/webhooks/queries";
import { SHORT } from "@/features/webhooks/types";
import { useFormat } from "@/i18n/use-language";

const COLORS = { pending: "blue", delivered: "green", dead: "red", blocked: "red", canceled: "gray" } as const;

/** The messages of a webhook, newest first, each with its tries. */
export function DeliveryList({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const log = useInfiniteQuery(deliveriesQuery(webhook.id));
  if (log.isError) return <ErrorNotice error={log.error} onRetry={() => void log.refetch()} />;
  if (log.isPending) return <Skeleton height={100} />;
  const messages = log.data.pages.flatMap(({ data }) => data);
  if (messages.length === 0) return <Text size="sm">{t("webhooks.noMessages")}</Text>;
  return (
    <Stack gap="xs">
      <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table verticalSpacing="xs" data-testid="deliveries">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("webhooks.when")}</Table.Th>
              <Table.Th>{t("webhooks.event")}</Table.Th>
              <Table.Th>{t("webhooks.job")}</Table.Th>
              <Table.Th>{t("webhooks.state")}</Table.Th>
              <Table.Th>{t("common.actions")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {messages.map((message) => (
              <Message key={message.id} message={message} webhook={webhook} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {log.hasNextPage && (
        <Group>
          <Button size="xs" variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {t("access.older")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function Message({ message, webhook }: { message: Delivery; webhook: Webhook }) {
  const { t } = useTranslation();
  const format = useFormat();
  const replay = useReplay();
  const [open, setOpen] = useState(false);
  return (
    <Fragment>
      <Table.Tr data-testid="delivery">
        <Table.Td style={{ whiteSpace: "nowrap" }}>{format.dateTime(message.created_at)}</Table.Td>
        <Table.Td>{t(`webhooks.types.${SHORT[message.type]}`)}</Table.Td>
        <Table.Td>
          {message.job ? (
            <AnchorLink to="/jobs/$job" params={{ job: message.job }} size="sm" ff="monospace">
              …{message.job.slice(-8)}
            </AnchorLink>
          ) : (
            "–"
          )}
        </Table.Td>
        <Table.Td>
          <Badge color={COLORS[message.state]} variant="light" tt="none" data-testid="delivery-state">
            {t(`webhooks.messageStates.${message.state}`)}
          </Badge>
          {message.next_at && message.tries.length > 0 && (
            <Text size="xs" c="dimmed">
              {t("webhooks.nextTry", { at: format.dateTime(message.next_at) })}
            </Text>
          )}
        </Table.Td>
        <Table.Td>
          <Group gap="xs" wrap="nowrap">
            <Button size="compact-xs" variant="default" aria-expanded={open} onClick={() => setOpen(!open)} data-testid="delivery-open">
              {t("webhooks.details")}
            </Button>
            {message.state !== "pending" && (
              <Button
                size="compact-xs"
                variant="default"
                disabled={!webhook.enabled}
                loading={replay.isPending}
                onClick={() =>
                  replay.mutate(
                    { id: webhook.id, message: message.id },
                    { onError: (error) => notifications.show({ color: "red", message: error.message }) },
                  )
                }
                data-testid="delivery-replay"
              >
                {t("webhooks.replay")}
              </Button>
            )}
          </Group>
        </Table.Td>
      </Table.Tr>
      {open && (
        <Table.Tr>
          <Table.Td colSpan={5}>
            <Tries message={message} />
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}

function Tries({ message }: { message: Delivery }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Stack gap="xs">
      {message.tries.length === 0 && <Text size="sm">{t("webhooks.notTried")}</Text>}
      <ol style={{ margin: 0, paddingInlineStart: "1.4rem" }} data-testid="tries">
        {message.tries.map(({ at, status, error, ms }) => (
          <li key={at}>
            <Text size="sm" span className="numeric">
              {format.dateTime(at)} · {status === null ? t(`webhooks.errors.${error ?? "connection"}`) : `HTTP ${String(status)}`} ·{" "}
              {format.number(ms, 0)} ms
            </Text>
          </li>
        ))}
      </ol>
      {message.payload && (
        <Code block tabIndex={0} style={{ maxHeight: "16rem", whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {JSON.stringify(message.payload, null, 2)}
        </Code>
      )}
      <Text size="xs" c="dimmed" ff="monospace">
        webhook-id: {message.id}
      </Text>
    </Stack>
  );
}
