import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Job, Recipe } from "@/api/types";
import { Digest } from "@/components/digest";
import { FactList } from "@/components/fact-list";
import { AnchorLink } from "@/components/links";
import { readFields, sameValue, shownValue } from "@/components/schema-form/fields";
import { useFormat, useWords } from "@/i18n/use-language";
import { isRecord, numberAt, numericEntries, textAt } from "@/lib/json";

/** When, where and from what a job was made: enough to do it again. */
export function JobProvenance({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormat();
  const data = isRecord(job.result) ? job.result["data"] : undefined;
  const digest = textAt(data, "sha256");
  const usage = job.metrics;
  const splits = isRecord(data) ? numericEntries(data["split"]) : [];
  return (
    <FactList
      facts={[
        { name: t("job.id"), value: <Digest value={job.id} length={30} /> },
        { name: t("job.seed"), value: String(job.seed) },
        { name: t("job.dataSet"), value: textAt(data, "name") ?? job.data_set },
        { name: t("job.dataSource"), value: textAt(data, "source") },
        { name: t("job.dataVersion"), value: textAt(data, "version") },
        { name: t("common.sha256"), value: digest && <Digest value={digest} length={16} /> },
        { name: t("job.rows"), value: numberAt(data, "rows") === undefined ? "" : format.number(numberAt(data, "rows"), 0) },
        { name: t("job.splits"), value: splits.map(([name, rows]) => `${name} ${format.number(rows, 0)}`).join(" · ") },
        { name: t("job.paramsHash"), value: <Digest value={job.params_hash} length={18} /> },
        { name: t("job.created"), value: format.dateTime(job.created_at) },
        { name: t("job.started"), value: job.started_at && format.dateTime(job.started_at) },
        { name: t("job.finished"), value: job.finished_at && format.dateTime(job.finished_at) },
        { name: t("job.computed"), value: usage.compute_s !== null && format.seconds(usage.compute_s) },
        { name: t("job.estimated"), value: <Estimated usage={usage} /> },
        { name: t("job.memory"), value: usage.peak_rss_mb !== null && format.bytes(usage.peak_rss_mb * 1e6) },
        { name: t("job.device"), value: usage.device },
        { name: t("job.worker"), value: job.worker },
        {
          name: t("job.parent"),
          value: job.parent_job_id && (
            <AnchorLink to="/jobs/$job" params={{ job: job.parent_job_id }} size="sm">
              {job.parent_job_id}
            </AnchorLink>
          ),
        },
      ].filter(({ value }) => value !== false)}
    />
  );
}

/** What the job was expected to take, and how far off that was. */
function Estimated({ usage }: { usage: Job["metrics"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const took = usage.compute_s;
  const ratio = took !== null && usage.estimated_s > 0 ? took / usage.estimated_s : null;
  return (
    <span data-testid="estimated">
      {format.seconds(usage.estimated_s)}
      {ratio !== null && ` · ${t("job.tookTimes", { ratio: format.number(ratio, 2) })}`}
    </span>
  );
}

/** The settings of a job beside the book's; what differs is marked by a word, not only by weight. */
export function JobSettings({ job, recipe }: { job: Job; recipe: Recipe | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  const fields = new Map(readFields(recipe?.params_schema).map((field) => [field.name, field]));
  return (
    <Table className="numeric">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("job.setting")}</Table.Th>
          <Table.Th ta="right">{t("job.value")}</Table.Th>
          <Table.Th ta="right">{t("job.book")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {Object.entries(job.params).map(([name, value]) => {
          const field = fields.get(name);
          const known = field?.book !== undefined && field.book !== null;
          const differs = known && !sameValue(value, field.book);
          return (
            <Table.Tr key={name}>
              <Table.Td>{field ? words(field.title) : name}</Table.Td>
              <Table.Td ta="right" fw={differs ? 700 : undefined}>
                {shownValue(value)}
              </Table.Td>
              <Table.Td ta="right" c="dimmed">
                {known ? shownValue(field.book) : "–"}
                {differs && ` (${t("train.changed")})`}
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
