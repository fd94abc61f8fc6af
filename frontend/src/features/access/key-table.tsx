import { Badge, Group, Table, Text, VisuallyHidden } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import type { Key, NewKey } from "@/api/types";
import { ConfirmButton } from "@/components/confirm-button";
import { useRevokeKey, useRotateKey } from "@/features/access/queries";
import { keyState } from "@/features/access/key-state";
import { useFormat } from "@/i18n/use-language";

interface Props {
  keys: Key[];
  /** The key that this browser is signed in with. */
  own: string | null;
  onMade: (key: NewKey) => void;
}

/** Keys, one a row. */
export function KeyTable({ keys, own, onMade }: Props) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={720} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("access.name")}</Table.Th>
            <Table.Th>{t("access.may")}</Table.Th>
            <Table.Th>{t("access.owner")}</Table.Th>
            <Table.Th>{t("access.state")}</Table.Th>
            <Table.Th>{t("access.lastUsed")}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{t("common.actions")}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} item={key} isOwn={key.id === own} onMade={onMade} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const COLORS = { live: "green", ending: "blue", expired: "gray", revoked: "red" } as const;

function KeyRow({ item, isOwn, onMade }: { item: Key; isOwn: boolean; onMade: (key: NewKey) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const state = keyState(item);
  return (
    <Table.Tr data-testid="key-row">
      <Table.Td>
        <Text size="sm" fw={600} className="long-text">
          {item.name}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace">
          {item.id} {isOwn && `· ${t("access.yours")}`}
        </Text>
      </Table.Td>
      <Table.Td title={item.scopes.join(" ")}>{item.role ? t(`access.roles.${item.role}`) : item.scopes.join(", ")}</Table.Td>
      <Table.Td>{item.owner}</Table.Td>
      <Table.Td>
        <Badge color={COLORS[state]} variant="light" tt="none">
          {t(`access.states.${state}`)}
        </Badge>
        {item.expires_at && state !== "revoked" && (
          <Text size="xs" c="dimmed">
            {format.dateTime(item.expires_at)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{item.last_used_at ? format.ago(item.last_used_at) : t("access.neverUsed")}</Table.Td>
      <Table.Td>{item.live && <KeyActions item={item} onMade={onMade} />}</Table.Td>
    </Table.Tr>
  );
}

function KeyActions({ item, onMade }: { item: Key; onMade: (key: NewKey) => void }) {
  const { t } = useTranslation();
  const rotate = useRotateKey();
  const revoke = useRevokeKey();
  const onError = (error: Error) => notifications.show({ color: "red", message: error.message });
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      <ConfirmButton
        size="xs"
        label={t("access.rotate")}
        ariaLabel={t("access.rotateNamed", { name: item.name })}
        title={t("access.rotate")}
        text={t("access.rotateText")}
        testId="key-rotate"
        loading={rotate.isPending}
        onConfirm={() => rotate.mutate(item.id, { onSuccess: onMade, onError })}
      />
      <ConfirmButton
        size="xs"
        label={t("access.revoke")}
        ariaLabel={t("access.revokeNamed", { name: item.name })}
        title={t("access.revoke")}
        text={t("access.revokeText")}
        danger
        testId="key-revoke"
        loading={revoke.isPending}
        onConfirm={() => revoke.mutate(item.id, { onError })}
      />
    </Group>
  );
}
