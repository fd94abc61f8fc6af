import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Storage } from "@/api/types";
import { Digest } from "@/components/digest";
import { Panel } from "@/components/panel";
import { useFormat } from "@/i18n/use-language";

/** Files whose bytes are lost, and what needs them. */
export function DamagedTable({ damaged }: { damaged: Storage["damaged"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel title={t("storage.damaged")} help={t("storage.damagedHelp")} testId="damaged">
      <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table className="numeric">
          <Table.Tbody>
            {damaged.map((file) => (
              <Table.Tr key={file.sha256}>
                <Table.Td>
                  <Digest value={file.sha256} length={16} />
                </Table.Td>
                <Table.Td>✕ {file.damage === "missing" ? t("storage.missing") : t("storage.broken")}</Table.Td>
                <Table.Td className="long-text">
                  {t("storage.neededBy")}: {file.named_by.join(", ")}
                </Table.Td>
                <Table.Td>{format.ago(file.found_at)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}
