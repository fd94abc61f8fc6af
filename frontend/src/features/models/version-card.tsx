import { Anchor, Badge, Collapse, Button, Group, Paper, SimpleGrid, Stack, Table, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { Recipe, Version } from "@/api/types";
import { ConfirmButton } from "@/components/confirm-button";
import { Digest } from "@/components/digest";
import { FactList } from "@/components/fact-list";
import { AnchorLink } from "@/components/links";
import { PRODUCTION } from "@/features/models/queries";
import { MetricsTable } from "@/features/reports/metrics-table";
import { baselineOf, headlineOf } from "@/features/reports/headline-of";
import { useMetricNames } from "@/features/reports/metric-names";
import { useFormat } from "@/i18n/use-language";
import { numberAt, textAt } from "@/lib/json";

interface Props {
  version: Version;
  recipe: Recipe | undefined;
  onPromote: (version: number) => void;
}

/** One version: its headline at a glance, everything else on demand. */
export function VersionCard({ version, recipe, onPromote }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useMetricNames(recipe, version.report);
  const inProduction = version.aliases.includes(PRODUCTION);
  const gone = version.serving === "expired";
  const [opened, { toggle }] = useDisclosure(inProduction);
  const headline = headlineOf(version.report, recipe)?.metric;
  const figure = headline === undefined ? undefined : numberAt(version.metrics, headline);
  const baseline = headline === undefined ? undefined : baselineOf(version.metrics, headline);
  return (
    <Paper component="article" className="panel" p="md" data-testid={`version-${String(version.version)}`}>
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Title order={2}>
            {t("models.version")} {version.version}
          </Title>
          {inProduction && (
            <Badge tt="none" variant="light" data-testid="production-badge">
              ✓ {t("models.production")}
            </Badge>
          )}
          {(version.damaged || gone) && (
            <Badge tt="none" variant="light" color={gone ? "gray" : "red"} data-testid="files-badge">
              ✕ {gone ? t("storage.filesGone") : t("storage.filesLost")}
            </Badge>
          )}
          {headline !== undefined && figure !== undefined && (
            <Text className="numeric" size="sm">
              {names.title(headline)} <b>{names.show(headline, figure)}</b>
              {baseline !== undefined && ` (${t("report.baselineValue", { value: names.show(headline, baseline) })})`}
            </Text>
          )}
          <Text size="sm" c="dimmed" title={format.dateTime(version.created_at)}>
            {format.ago(version.created_at)}
          </Text>
        </Group>
        <Group gap="xs">
          {!inProduction && !gone && (
            <ConfirmButton
              size="xs"
              label={t("models.promote")}
              title={t("models.promoteTitle", { version: version.version })}
              text={t("models.promoteText")}
              testId={`promote-${String(version.version)}`}
              onConfirm={() => onPromote(version.version)}
            />
          )}
          <Button
            size="xs"
            variant="default"
            onClick={toggle}
            aria-expanded={opened}
            aria-label={t("models.details", { version: version.version })}
          >
            {opened ? "−" : "+"}
          </Button>
        </Group>
      </Group>
      <Collapse expanded={opened}>
        <SimpleGrid cols={{ base: 1, md: 2 }} mt="md" spacing="lg" style={{ alignItems: "start" }}>
          <MetricsTable
            metrics={version.metrics}
            report={version.report}
            recipe={recipe}
            dataSet={textAt(version.data, "name")}
          />
          <Stack gap="md" miw={0}>
            <VersionFacts version={version} />
            <Files version={version} />
          </Stack>
        </SimpleGrid>
      </Collapse>
    </Paper>
  );
}

function VersionFacts({ version }: { version: Version }) {
  const { t } = useTranslation();
  const format = useFormat();
  const digest = textAt(version.data, "sha256");
  const rows = numberAt(version.data, "rows");
  return (
    <FactList
      facts={[
        {
          name: t("models.run"),
          value: (
            <AnchorLink to="/jobs/$job" params={{ job: version.job_id }} size="sm">
              {t("models.openRun")}
            </AnchorLink>
          ),
        },
        {
          name: t("models.data"),
          value: [textAt(version.data, "name"), textAt(version.data, "source"), textAt(version.data, "version")]
            .filter(Boolean)
            .join(" · "),
        },
        { name: t("common.sha256"), value: digest && <Digest value={digest} length={16} /> },
        { name: t("data.rows"), value: rows === undefined ? "" : format.number(rows, 0) },
        { name: t("models.seed"), value: String(version.seed) },
        { name: t("models.serving"), value: version.serving },
        { name: t("models.parity"), value: version.parity === null ? "" : format.number(version.parity) },
        { name: t("models.code"), value: version.code_version },
        { name: t("models.digest"), value: <Digest value={version.digest} length={16} /> },
      ]}
    />
  );
}

function Files({ version }: { version: Version }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table className="numeric">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("models.file")}</Table.Th>
          <Table.Th ta="right">{t("models.size")}</Table.Th>
          <Table.Th>{t("common.sha256")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {version.files.map((file) => (
          <Table.Tr key={file.name}>
            <Table.Td>
              <Anchor href={file.url} download size="sm" aria-label={t("models.download", { name: file.name })}>
                {file.name}
              </Anchor>
            </Table.Td>
            <Table.Td ta="right">{format.bytes(file.bytes)}</Table.Td>
            <Table.Td>
              <Digest value={file.sha256} length={10} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
