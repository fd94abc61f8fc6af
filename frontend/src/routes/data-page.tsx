import { Anchor, Badge, Group, List, Paper, SimpleGrid, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DataSet } from "@/api/types";
import { Digest } from "@/components/digest";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { FactList } from "@/components/fact-list";
import { AnchorLink } from "@/components/links";
import { PageHeader } from "@/components/page-header";
import { dataSetsQuery } from "@/features/data-sets/queries";
import { useFormat, useWords } from "@/i18n/use-language";

export function DataPage() {
  const { t } = useTranslation();
  const dataSets = useQuery(dataSetsQuery);
  return (
    <>
      <PageHeader title={t("data.title")} intro={t("data.intro")} />
      {dataSets.isError && <ErrorNotice error={dataSets.error} onRetry={() => void dataSets.refetch()} />}
      {dataSets.isPending && <Skeleton height={300} />}
      {dataSets.data?.data.length === 0 && <EmptyState title={t("data.emptyTitle")} text={t("data.emptyText")} />}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {dataSets.data?.data.map((dataSet) => <DataSetCard key={dataSet.name} dataSet={dataSet} />)}
      </SimpleGrid>
    </>
  );
}

function DataSetCard({ dataSet }: { dataSet: DataSet }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  return (
    <Paper component="article" className="panel" p="md" data-testid={`data-set-${dataSet.name}`}>
      <Group justify="space-between" mb="sm" gap="xs" align="flex-start">
        <div>
          <Title order={2}>{words(dataSet.title)}</Title>
          <Text size="xs" c="dimmed" ff="monospace">
            {dataSet.name}
          </Text>
        </div>
        <Group gap={6}>
          {dataSet.research_only && (
            <Badge variant="outline" color="gray" c="dimmed" tt="none">
              {t("data.researchOnly")}
            </Badge>
          )}
          <Availability available={dataSet.available} />
        </Group>
      </Group>
      <FactList
        facts={[
          { name: t("data.rows"), value: dataSet.rows === null ? "" : format.number(dataSet.rows, 0) },
          { name: t("data.licence"), value: dataSet.licence },
          { name: t("common.sha256"), value: dataSet.sha256 && <Digest value={dataSet.sha256} length={16} /> },
          {
            name: t("data.sources"),
            value: dataSet.sources.length > 0 && (
              <List size="sm" listStyleType="none">
                {dataSet.sources.map((source) => (
                  <List.Item key={`${source.kind} ${source.version}`}>
                    {source.available ? "✓" : "○"} {t(`data.kind_${source.kind}`)} · {source.version}
                    {source.rows !== null && ` · ${t("data.rowCount", { n: format.number(source.rows, 0) })}`}{" "}
                    {!source.available && `(${t("data.missing")})`}
                  </List.Item>
                ))}
              </List>
            ),
          },
          { name: t("data.recipes"), value: <UsedBy recipes={dataSet.recipes} /> },
          {
            name: t("data.homepage"),
            value: dataSet.homepage && (
              <Anchor href={dataSet.homepage} target="_blank" rel="noreferrer" size="sm">
                {dataSet.homepage.replace(/^https?:\/\//, "")}
              </Anchor>
            ),
          },
          { name: t("data.citation"), value: dataSet.citation },
        ].filter(({ value }) => value !== false)}
      />
    </Paper>
  );
}

function UsedBy({ recipes }: { recipes: string[] }) {
  return (
    <Group gap="xs">
      {recipes.map((recipe) => (
        <AnchorLink key={recipe} to="/train/$recipe" params={{ recipe }} size="sm">
          {recipe}
        </AnchorLink>
      ))}
    </Group>
  );
}

function Availability({ available }: { available: boolean }) {
  const { t } = useTranslation();
  return (
    <Badge variant={available ? "light" : "outline"} color={available ? "green" : "gray"} c={available ? undefined : "dimmed"} tt="none">
      {available ? `✓ ${t("data.available")}` : t("data.missing")}
    </Badge>
  );
}
