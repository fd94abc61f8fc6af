import { Button, Group, Skeleton, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/error-notice";
import { auditQuery } from "@/features/access/queries";
import { useFormat } from "@/i18n/use-language";

/** Who did what to which thing, newest first. */
export function AuditList() {
  const { t } = useTranslation();
  const format = useFormat();
  const audit = useInfiniteQuery(auditQuery);
  if (audit.isError) return <ErrorNotice error={audit.error} onRetry={() => void audit.refetch()} />;
  if (audit.isPending) return <Skeleton height={120} />;
  const actions = audit.data.pages.flatMap(({ data }) => data);
  if (actions.length === 0) return <Text size="sm">{t("access.auditEmpty")}</Text>;
  return (
    <>
      <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("access.when")}</Table.Th>
              <Table.Th>{t("access.action")}</Table.Th>
              <Table.Th>{t("access.object")}</Table.Th>
              <Table.Th>{t("access.by")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {actions.map((item) => (
              <Table.Tr key={item.id} data-testid="audit-row">
                <Table.Td style={{ whiteSpace: "nowrap" }}>{format.dateTime(item.at)}</Table.Td>
                <Table.Td>{t(`access.actions.${item.action.replace(".", "_")}`, { defaultValue: item.action })}</Table.Td>
                <Table.Td ff="monospace" className="long-text">
                  {item.object}
                </Table.Td>
                <Table.Td ff="monospace">{item.key_id ?? t("access.house")}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {audit.hasNextPage && (
        <Group mt="sm">
          <Button size="xs" variant="default" loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            {t("access.older")}
          </Button>
        </Group>
      )}
    </>
  );
}
