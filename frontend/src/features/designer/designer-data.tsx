import { Anchor, Badge, Group, MultiSelect, Radio, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DataSet } from "@/api/types";
import { AnchorLink } from "@/components/links";
import { Panel } from "@/components/panel";
import { missingValues, readProfile } from "@/features/data-sets/profile";
import { fittingData } from "@/features/designer/fitting-data";
import { type Designer, MISSING_RULES } from "@/features/designer/use-designer";
import { useFormat, useWords } from "@/i18n/use-language";

/** What the network learns from: the designer's own small sample, or a data set of one's own. */
export function DesignerData({ designer, dataSets }: { designer: Designer; dataSets: DataSet[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const { input, dataSetName } = designer;
  const fitting = input ? fittingData(dataSets, input.name) : [];
  const labelOf = ({ name, title }: DataSet) => (words(title) === name ? name : `${words(title)} (${name})`);
  const options = [...fitting, ...(designer.dataSet && !fitting.includes(designer.dataSet) ? [designer.dataSet] : [])];
  return (
    <Panel title={t("designer.data")} testId="designer-data">
      <Stack gap="md">
        <Radio.Group
          value={dataSetName === undefined ? "sample" : "own"}
          onChange={(value) => designer.useData(value === "sample" ? undefined : options[0]?.name)}
          aria-label={t("designer.data")}
        >
          <Stack gap="sm">
            <Radio
              value="sample"
              label={<SampleLabel designer={designer} />}
              description={
                <Anchor
                  href={`/api/v1/designer/samples/${input?.name ?? ""}/${designer.task?.name ?? ""}`}
                  download
                  size="xs"
                  data-testid="sample-file"
                >
                  {t("designer.sampleFile")}
                </Anchor>
              }
              data-testid="use-sample"
            />
            <Radio
              value="own"
              disabled={options.length === 0}
              label={t("designer.ownData")}
              description={
                options.length === 0 ? (
                  <>
                    {t("designer.noOwnData")} <AnchorLink to="/data" size="xs" underline="always">{t("designer.bringData")}</AnchorLink>
                  </>
                ) : undefined
              }
              data-testid="use-own"
            />
          </Stack>
        </Radio.Group>
        {dataSetName !== undefined && (
          <Stack gap="sm" pl={{ base: 0, sm: "xl" }}>
            <Select
              label={t("train.dataSet")}
              data={options.map((dataSet) => ({ value: dataSet.name, label: labelOf(dataSet) }))}
              value={dataSetName}
              allowDeselect={false}
              maw="28rem"
              onChange={(name) => designer.useData(name ?? undefined)}
              data-testid="data-set"
            />
            {designer.dataSet && <Reading designer={designer} dataSet={designer.dataSet} />}
          </Stack>
        )}
      </Stack>
    </Panel>
  );
}

function SampleLabel({ designer }: { designer: Designer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const sample = designer.input?.sample;
  return (
    <Group gap="xs" component="span">
      <span>{t("designer.sample")}</span>
      {sample && (
        <>
          <Text span size="sm" c="dimmed">
            {words(sample.title)}
            {sample.rows !== undefined && ` · ${t("data.rowCount", { n: format.number(sample.rows, 0) })}`}
          </Text>
          <Badge
            variant="light"
            color={sample.real ? "green" : "gray"}
            c={sample.real ? undefined : "var(--mantine-color-text)"}
            tt="none"
            data-testid="sample-source"
          >
            {sample.real ? t("designer.real") : t("designer.generated")}
          </Badge>
        </>
      )}
    </Group>
  );
}

/** Which columns are to be answered, and what is done about gaps. */
function Reading({ designer, dataSet }: { designer: Designer; dataSet: DataSet }) {
  const { t } = useTranslation();
  const format = useFormat();
  const profile = readProfile(dataSet.profile);
  const columns = profile?.columns.filter(({ type }) => type !== "constant") ?? [];
  const gaps = profile ? missingValues(profile) : 0;
  if (columns.length === 0 || dataSet.kind === "arrays") return null; // arrays name their answer themselves
  return (
    <>
      <MultiSelect
        label={t("designer.target")}
        description={t("designer.targetHelp")}
        data={columns.map(({ name }) => name)}
        value={designer.targets}
        onChange={designer.setTargets}
        placeholder={designer.targets.length === 0 ? t("designer.targetGuess") : undefined}
        maw="28rem"
        searchable
        hidePickedOptions
        data-testid="target"
      />
      <div>
        <Text size="sm" fw={500} id="missing-label">
          {t("designer.missing")}
        </Text>
        <Text size="xs" c="dimmed" mb={4}>
          {gaps === 0 ? t("designer.noGaps") : t("designer.gaps", { n: format.number(gaps, 0) })}
        </Text>
        <SegmentedControl
          size="xs"
          aria-labelledby="missing-label"
          data={MISSING_RULES.map((rule) => ({ value: rule, label: t(`designer.rules.${rule}`) }))}
          value={designer.missing}
          onChange={designer.setMissing}
          data-testid="missing"
        />
      </div>
    </>
  );
}
