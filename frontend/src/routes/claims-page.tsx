import { NativeSelect, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/error-notice";
import { PageHeader } from "@/components/page-header";
import { RoutePending } from "@/components/route-pending";
import { ClaimsTable } from "@/features/claims/claims-table";
import { claimsQuery } from "@/features/claims/queries";

const route = getRouteApi("/claims");
const VERDICTS = ["holds", "fails", "not_measured", "data_missing"] as const;

/** What the book says, and what was measured here. */
export function ClaimsPage() {
  const { t } = useTranslation();
  const { verdict } = route.useSearch();
  const navigate = route.useNavigate();
  const claims = useQuery(claimsQuery);
  if (claims.isError) return <ErrorNotice error={claims.error} onRetry={() => void claims.refetch()} />;
  if (!claims.data) return <RoutePending />;
  const all = claims.data.data;
  const wanted = VERDICTS.find((known) => known === verdict);
  const shown = wanted ? all.filter((claim) => claim.verdict === wanted) : all;
  const count = (known: (typeof VERDICTS)[number]) => all.filter((claim) => claim.verdict === known).length;
  return (
    <>
      <PageHeader title={t("claims.title")} intro={t("claims.intro")} />
      <Stack gap="md">
        <NativeSelect
          label={t("claims.filter")}
          value={wanted ?? ""}
          onChange={(event) => void navigate({ search: { verdict: event.currentTarget.value || undefined }, replace: true })}
          data={[
            { value: "", label: `${t("claims.all")} (${all.length})` },
            ...VERDICTS.map((known) => ({ value: known, label: `${t(`claims.verdict.${known}`)} (${count(known)})` })),
          ]}
          style={{ alignSelf: "flex-start" }}
          data-testid="filter-verdict"
        />
        <Text size="sm" c="dimmed">
          {t("claims.legend")}
        </Text>
        {shown.length === 0 ? <Text>{t("claims.noneShown")}</Text> : <ClaimsTable claims={shown} />}
      </Stack>
    </>
  );
}
