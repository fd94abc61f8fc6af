import { Table, Text, VisuallyHidden } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import type { StorageItem } from "@/api/types";
import { ConfirmButton } from "@/components/confirm-button";
import { AnchorLink } from "@/components/links";
import { useDeleteItem } from "@/features/storage/queries";
import { useFormat } from "@/i18n/use-language";

/** The largest things, each with a way to delete it. */
export function BiggestTable({ items }: { items: StorageItem[] }) {
  const { t } = useTranslation();
  const remove = useDeleteItem();
  const onDelete = (item: StorageItem) =>
    remove.mutate(item, {
      onSuccess: () => notifications.show({ message: t("storage.deleted", { name: item.title }) }),
      onError: (error) => notifications.show({ color: "red", title: t("common.errorTitle"), message: error.message }),
    });
  return (
    <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table verticalSpacing="xs" className="numeric">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("storage.item")}</Table.Th>
            <Table.Th>{t("storage.kind")}</Table.Th>
            <Table.Th ta="right">{t("storage.files")}</Table.Th>
            <Table.Th ta="right">{t("storage.size")}</Table.Th>
            <Table.Th>{t("storage.made")}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{t("common.actions")}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <BiggestRow key={keyOf(item)} item={item} onDelete={onDelete} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function keyOf(item: StorageItem): string {
  return [item.kind, item.job_id, item.model, item.version, item.upload_id, item.data_set].join(" ");
}

function BiggestRow({ item, onDelete }: { item: StorageItem; onDelete: (item: StorageItem) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table.Tr data-testid="storage-item">
      <Table.Td className="long-text">
        <ItemName item={item} />
      </Table.Td>
      <Table.Td>{t(`storage.kinds.${item.kind}`)}</Table.Td>
      <Table.Td ta="right">{format.number(item.files, 0)}</Table.Td>
      <Table.Td ta="right">{format.bytes(item.bytes)}</Table.Td>
      <Table.Td title={format.dateTime(item.created_at)}>{format.ago(item.created_at)}</Table.Td>
      <Table.Td ta="right">
        {item.in_use === null ? (
          <ConfirmButton
            size="xs"
            label={t("storage.delete")}
            ariaLabel={t("storage.deleteOf", { name: item.title })}
            title={t("storage.deleteTitle", { name: item.title })}
            text={
              item.job_id === null ? t("storage.deleteText", { bytes: format.bytes(item.bytes) }) : t("storage.deleteJobText")
            }
            danger
            testId="delete-item"
            onConfirm={() => onDelete(item)}
          />
        ) : (
          <Text size="xs" c="dimmed">
            {item.in_use.by === "alias" ? t("storage.inUseAlias", { name: item.in_use.name }) : t("storage.inUseJob")}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function ItemName({ item }: { item: StorageItem }) {
  if (item.job_id !== null) {
    return (
      <AnchorLink to="/jobs/$job" params={{ job: item.job_id }} size="sm">
        {item.title}
      </AnchorLink>
    );
  }
  if (item.model !== null) {
    return (
      <AnchorLink to="/models/$model" params={{ model: item.model }} size="sm">
        {item.title}
      </AnchorLink>
    );
  }
  return <Text size="sm">{item.title}</Text>;
}
