import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FactList } from "@/components/fact-list";
import { ColumnsTable } from "@/features/data-sets/columns-table";
import { CountBars } from "@/features/data-sets/count-bars";
import { NoProblems, Problems } from "@/features/data-sets/problems";
import { type Fact, missingValues, type Profile } from "@/features/data-sets/profile";
import { Samples } from "@/features/data-sets/samples";
import { useFormat } from "@/i18n/use-language";
import en from "@/i18n/en.json";

type KindName = keyof typeof en.own.kinds;

function isKindName(kind: string): kind is KindName {
  return kind in en.own.kinds;
}

/** What the service found in the data: kind, columns, classes, gaps, duplicates, problems, a few rows. */
export function ProfileView({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md" data-testid="profile">
      <Problems problems={profile.problems} />
      <NoProblems profile={profile} />
      <SimpleGrid cols={{ base: 1, md: profile.classes.length > 0 ? 2 : 1 }} spacing="lg">
        <Part title={t("own.whatItIs")}>
          <ProfileFacts profile={profile} />
        </Part>
        {profile.classes.length > 0 && (
          <Part title={t("own.balance")}>
            <CountBars counts={profile.classes} testId="classes" />
            {profile.imbalanced && (
              <Text size="sm" mt="xs">
                {t("own.imbalanced")}
              </Text>
            )}
          </Part>
        )}
      </SimpleGrid>
      {profile.columns.length > 0 && (
        <Part title={t("own.columns")}>
          <ColumnsTable columns={profile.columns} rows={profile.rows} targets={targetsIn(profile)} />
        </Part>
      )}
      {profile.samples.length > 0 && (
        <Part title={t("own.samples")}>
          <Samples samples={profile.samples} />
        </Part>
      )}
    </Stack>
  );
}

function targetsIn(profile: Profile): string[] {
  return profile.suggestion?.target ?? (profile.target === undefined ? [] : [profile.target]);
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section style={{ minWidth: 0 }}>
      <Title order={3} mb="xs">
        {title}
      </Title>
      {children}
    </section>
  );
}

function ProfileFacts({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = (value: number | undefined) => (value === undefined ? "" : format.number(value, 0));
  const { kind, leakage } = profile;
  const leaks = [
    leakage.columns.length > 0 ? t("own.leakColumns", { names: leakage.columns.join(", ") }) : undefined,
    leakage.rows > 0 ? t("data.rowCount", { n: count(leakage.rows) }) : undefined,
  ].filter(Boolean);
  return (
    <FactList
      facts={[
        { name: t("own.kind"), value: kind === undefined ? "" : isKindName(kind) ? t(`own.kinds.${kind}`) : kind },
        { name: t("data.rows"), value: count(profile.rows) },
        { name: t("own.columns"), value: profile.columns.length > 0 ? count(profile.columns.length) : "" },
        { name: t("own.missingValues"), value: profile.columns.length > 0 ? count(missingValues(profile)) : "" },
        { name: t("own.duplicates"), value: count(profile.duplicates) },
        { name: t("own.leakage"), value: leaks.join(" · ") },
        {
          name: t("own.balanceRatio"),
          value: profile.balance === undefined ? "" : t("own.balanceValue", { share: format.percent(profile.balance, 0) }),
        },
        ...profile.facts.map((fact) => ({ name: t(`own.facts.${fact.name}`), value: shown(fact) })),
      ]}
    />
  );

  function shown({ name, value }: Fact): string {
    if (typeof value === "string") return name === "time_column" ? value : format.dateTime(value);
    if (typeof value === "boolean") return value ? t("common.yes") : t("common.no");
    if (!Array.isArray(value)) return format.number(value, Number.isInteger(value) ? 0 : undefined);
    const text = value.map((part) => format.number(part, 0)).join(" × ");
    return name === "smallest" || name === "largest" ? t("own.pixels", { size: text }) : text;
  }
}
