import { Stack, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Version } from "@/api/types";
import { FactList } from "@/components/fact-list";
import { Panel } from "@/components/panel";
import { useFormat } from "@/i18n/use-language";
import { numberAt } from "@/lib/json";

/** What a held-out picture costs, in nats, beside simpler ways to code it. */
export function VaeFigures({ version }: { version: Version }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figure = (name: string) => numberAt(version.metrics, name);
  const rows = [
    { name: t("vae.thisModel"), reconstruction: figure("test_reconstruction"), kl: figure("test_kl"), loss: figure("test_loss") },
    { name: t("vae.linear"), reconstruction: figure("linear_reconstruction"), kl: figure("linear_kl"), loss: figure("linear_loss") },
    { name: t("vae.pca"), reconstruction: figure("pca_reconstruction"), kl: undefined, loss: figure("pca_reconstruction") },
  ];
  return (
    <Panel title={t("vae.figures")} help={t("vae.figuresHelp")} testId="vae-figures">
      <Stack gap="sm">
        <Table.ScrollContainer minWidth={270}>
          <Table withRowBorders={false} verticalSpacing={4} horizontalSpacing={6} fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("vae.coder")}</Table.Th>
                <Table.Th ta="end">{t("vae.reconstruction")}</Table.Th>
                <Table.Th ta="end">{t("vae.kl")}</Table.Th>
                <Table.Th ta="end">{t("vae.total")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ name, reconstruction, kl, loss }, index) => (
                <Table.Tr key={name} className="numeric" fw={index === 0 ? 650 : undefined}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td ta="end">{format.number(reconstruction, 1)}</Table.Td>
                  <Table.Td ta="end">{kl === undefined && index === 2 ? t("vae.free") : format.number(kl, 1)}</Table.Td>
                  <Table.Td ta="end">{format.number(loss, 1)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        <FactList
          facts={[
            { name: t("vae.neighbours"), value: figure("knn_accuracy") === undefined ? undefined : format.percent(figure("knn_accuracy"), 1) },
            { name: t("vae.active"), value: format.number(figure("active_dimensions"), 0) },
          ]}
        />
      </Stack>
    </Panel>
  );
}
