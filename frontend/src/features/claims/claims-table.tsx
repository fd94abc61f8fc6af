import { Badge, Button, Group, Paper, Stack, Table, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import type { Claim } from "@/api/types";
import { AnchorLink } from "@/components/links";
import { claimFigure } from "@/features/claims/claim-figure";
import classes from "@/features/claims/claims-table.module.css";
import { Dots } from "@/features/claims/dots";
import { unfinishedRuns, useRunClaim } from "@/features/claims/queries";
import { HoldsBadge } from "@/features/comparisons/holds-badge";
import { useFormat, useWords } from "@/i18n/use-language";

/** The book's sentences, one a row: verdict, the book's figure, ours, and the runs. */
export function ClaimsTable({ claims }: { claims: Claim[] }) {
  const { t } = useTranslation();
  return (
    <Paper className="panel" p="xs">
      <Table verticalSpacing="sm" className={classes.claims} data-testid="claims">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("claims.claim")}</Table.Th>
            <Table.Th>{t("claims.figures")}</Table.Th>
            <Table.Th>{t("claims.measured")}</Table.Th>
            <Table.Th>{t("claims.runs")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {claims.map((claim) => (
            <ClaimRow key={claim.id} claim={claim} />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function ClaimRow({ claim }: { claim: Claim }) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const figure = (value: number | null) => claimFigure(format, value, claim.unit);
  const expected = useExpectation(claim, figure);
  return (
    <Table.Tr data-testid={`claim-${claim.id}`} data-verdict={claim.verdict}>
      <Table.Td className={classes.claim}>
        <Stack gap={4}>
          <Group gap="xs">
            <HoldsBadge verdict={claim.verdict} />
            <Badge variant="outline" color="gray" size="sm" tt="none" c="dimmed">
              {claim.source}
            </Badge>
          </Group>
          <Text size="sm" fw={600}>
            {words(claim.statement)}
          </Text>
          {claim.verdict === "fails" && claim.reason && (
            <Text size="sm" data-testid="reason">
              {t("claims.reason", { reason: words(claim.reason) })}
            </Text>
          )}
          {claim.note && (
            <Text size="xs" c="dimmed">
              {words(claim.note)}
            </Text>
          )}
        </Stack>
      </Table.Td>
      <Table.Td className="numeric">
        <Text size="sm">
          {t("claims.book")} <b>{figure(claim.book)}</b>
        </Text>
        <Text size="sm">
          {t("claims.mean")} <b>{figure(claim.mean)}</b>
        </Text>
        <Text size="xs" c="dimmed">
          {t("claims.expected", { expected })}
        </Text>
      </Table.Td>
      <Table.Td className={classes.axis}>
        <Dots claim={claim} />
        {claim.low !== null && claim.high !== null && claim.low !== claim.high && (
          <Text size="xs" c="dimmed" className="numeric">
            {figure(claim.low)} – {figure(claim.high)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Runs claim={claim} />
      </Table.Td>
    </Table.Tr>
  );
}

const RELATIONS = { "<": "below", "<=": "atMost", ">": "above", ">=": "atLeast" } as const;

/** What the mean has to be, in words. */
function useExpectation(claim: Claim, figure: (value: number) => string): string {
  const { t } = useTranslation();
  const { relation, bound, tolerance } = claim;
  const plain = (value: number) => figure(value).replace(/^\+/, "");
  const about = tolerance > 0 ? ` ± ${plain(tolerance)}` : "";
  if (relation === "within") return `${figure(bound)}${about}`;
  const known = Object.entries(RELATIONS).find(([sign]) => sign === relation)?.[1] ?? "atLeast";
  return `${t(`claims.relation.${known}`, { bound: bound === 0 ? "0" : figure(bound) })}${about && ` (${about.trim()})`}`;
}

function Runs({ claim }: { claim: Claim }) {
  const { t } = useTranslation();
  const format = useFormat();
  const run = useRunClaim();
  const jobs = [...new Map(claim.seeds.flatMap(({ runs }) => runs).map((item) => [item.job, item])).values()];
  const unfinished = unfinishedRuns(claim);
  return (
    <Stack gap={6} align="flex-start">
      {jobs.length > 0 && (
        <Group gap="xs">
          {jobs.map(({ job, setup, seed }) => (
            <AnchorLink key={job} to="/jobs/$job" params={{ job }} size="sm">
              {setup} {seed}
            </AnchorLink>
          ))}
        </Group>
      )}
      {unfinished[0] !== undefined && (
        <AnchorLink to="/jobs/$job" params={{ job: unfinished[0] }} size="sm">
          {t("claims.running", { n: unfinished.length })}
        </AnchorLink>
      )}
      {claim.missing_data.length > 0 && (
        <Text size="sm">
          {t(claim.runnable ? "claims.fetches" : "claims.needs", { data: claim.missing_data.join(", ") })}{" "}
          <AnchorLink to="/data" size="sm" underline="always">
            {t("nav.data")}
          </AnchorLink>
        </Text>
      )}
      {claim.runnable && claim.missing_runs > 0 && (
        <>
          <Button
            size="xs"
            variant="default"
            loading={run.isPending}
            onClick={() => run.mutate(claim.id, { onError: (error) => notifications.show({ color: "red", message: error.message }) })}
            data-testid={`run-${claim.id}`}
          >
            {t("claims.run")}
          </Button>
          <Text size="xs" c="dimmed" className="numeric">
            {t("claims.cost", { n: claim.missing_runs, duration: format.seconds(claim.cost_s) })}
          </Text>
        </>
      )}
    </Stack>
  );
}
