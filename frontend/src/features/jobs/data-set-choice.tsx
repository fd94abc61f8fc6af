import { Group, Radio, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DataSet } from "@/api/types";
import { Panel } from "@/components/panel";
import { useFormat, useWords } from "@/i18n/use-language";

interface Props {
  dataSets: DataSet[];
  value: string | null;
  error: string | undefined;
  onChange: (name: string | null) => void;
}

/** Which data the training learns from, each with its rows, source and licence. */
export function DataSetChoice({ dataSets, value, error, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  return (
    <Panel title={t("train.dataSet")}>
      <Radio.Group
        value={value ?? ""}
        onChange={(name) => onChange(name === "" ? null : name)}
        error={error}
        aria-label={t("train.dataSet")}
      >
        <Stack gap="sm">
          <Radio value="" label={t("train.dataSetAuto")} description={t("train.dataSetAutoHelp")} />
          {dataSets.map((dataSet) => {
            const source = dataSet.sources.find(({ available }) => available);
            const fetchable = dataSet.sources.some(({ kind }) => kind === "canonical");
            return (
              <Radio
                key={dataSet.name}
                value={dataSet.name}
                disabled={!dataSet.available && !fetchable}
                data-testid={`data-set-${dataSet.name}`}
                label={
                  <Group gap="xs">
                    {words(dataSet.title)}
                    {!dataSet.available && (
                      <Text span size="xs" c="dimmed">
                        ({fetchable ? t("train.dataSetFetched") : t("train.dataSetMissing")})
                      </Text>
                    )}
                  </Group>
                }
                description={[
                  t("data.rowCount", { n: format.number(source?.rows ?? dataSet.rows, 0) }),
                  source ? `${t(`data.kind_${source.kind}`)}: ${source.version}` : undefined,
                  dataSet.licence ? `${t("train.licence")}: ${dataSet.licence}` : undefined,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              />
            );
          })}
        </Stack>
      </Radio.Group>
    </Panel>
  );
}
