import { Anchor, Badge, Button, Group, List, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { DataSet, Recipe } from "@/api/types";
import { ConfirmButton } from "@/components/confirm-button";
import { Digest } from "@/components/digest";
import { ErrorNotice } from "@/components/error-notice";
import { FactList } from "@/components/fact-list";
import { AnchorLink } from "@/components/links";
import { ProfileView } from "@/features/data-sets/profile-view";
import { readProfile } from "@/features/data-sets/profile";
import { fileUrl, profileQuery, useDeleteDataSet } from "@/features/data-sets/queries";
import { TrainOnIt } from "@/features/data-sets/train-on-it";
import { useFormat, useWords } from "@/i18n/use-language";

interface Props {
  dataSet: DataSet;
  recipes: Recipe[];
  opened: boolean;
}

/** One data set: source and licence at a glance; its profile on demand, under an address of its own. */
export function DataSetCard({ dataSet, recipes, opened }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const profile = readProfile(dataSet.profile);
  const card = useRef<HTMLElement>(null);
  const openedByAddress = useRef(opened);
  useEffect(() => {
    if (openedByAddress.current) card.current?.scrollIntoView({ block: "start" });
  }, []);
  const readable = dataSet.available && dataSet.kind !== "weights";
  const toggle = () =>
    void navigate({ to: "/data", search: opened ? {} : { name: dataSet.name }, replace: true, resetScroll: false });
  return (
    <Paper
      ref={card}
      component="article"
      className="panel"
      p="md"
      style={{ scrollMarginTop: "4.5rem", ...(opened ? { gridColumn: "1 / -1" } : {}) }}
      data-testid={`data-set-${dataSet.name}`}
    >
      <Group justify="space-between" mb="sm" gap="xs" align="flex-start">
        <div>
          <Title order={3} fz="h2">
            {words(dataSet.title)}
          </Title>
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
      <DataSetFacts dataSet={dataSet} />
      <Stack gap="sm" mt="sm">
        {(opened || dataSet.origin === "uploaded") && (
          <TrainOnIt dataSet={dataSet} suggestion={profile?.suggestion} recipes={recipes} />
        )}
        <Group gap="xs">
          {(profile !== undefined || readable) && (
            <Button
              size="xs"
              variant="default"
              onClick={toggle}
              aria-expanded={opened}
              data-testid={`open-${dataSet.name}`}
            >
              {opened ? t("own.hideProfile") : t("own.showProfile")}
            </Button>
          )}
          {dataSet.origin === "uploaded" && <OwnActions name={dataSet.name} />}
        </Group>
      </Stack>
      {opened && (
        <div style={{ marginTop: "1rem" }}>
          {profile ? <ProfileView profile={profile} /> : readable && <BuiltInProfile name={dataSet.name} />}
        </div>
      )}
    </Paper>
  );
}

/** Read by the service at the first look: that may take a few seconds. */
function BuiltInProfile({ name }: { name: string }) {
  const { t } = useTranslation();
  const found = useQuery(profileQuery(name));
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  const profile = readProfile(found.data);
  if (profile) return <ProfileView profile={profile} />;
  return (
    <Stack gap="xs" aria-busy="true">
      <Text size="sm" role="status">
        {t("own.profileAsked")}
      </Text>
      <Skeleton height={160} />
    </Stack>
  );
}

function OwnActions({ name }: { name: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const remove = useDeleteDataSet();
  return (
    <>
      <Button component="a" href={fileUrl(name)} download size="xs" variant="default" data-testid={`download-${name}`}>
        {t("own.download")}
      </Button>
      <ConfirmButton
        size="xs"
        label={t("own.delete")}
        title={t("own.deleteTitle", { name })}
        text={t("own.deleteText")}
        danger
        loading={remove.isPending}
        testId={`delete-${name}`}
        onConfirm={() =>
          remove.mutate(name, {
            onSuccess: () => {
              notifications.show({ message: t("own.deleted", { name }) });
              void navigate({ to: "/data", search: {} });
            },
            onError: (error: Error) => notifications.show({ color: "red", message: error.message }),
          })
        }
      />
    </>
  );
}

function DataSetFacts({ dataSet }: { dataSet: DataSet }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <FactList
      facts={[
        { name: t("data.rows"), value: dataSet.rows === null || dataSet.rows === 0 ? "" : format.number(dataSet.rows, 0) },
        { name: t("data.licence"), value: dataSet.licence },
        { name: t("common.sha256"), value: dataSet.sha256 && <Digest value={dataSet.sha256} length={16} /> },
        { name: t("own.added"), value: dataSet.origin === "uploaded" && dataSet.created_at && format.dateTime(dataSet.created_at) },
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
        { name: t("data.recipes"), value: dataSet.origin === "built-in" && dataSet.recipes.length > 0 && <UsedBy dataSet={dataSet} /> },
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
  );
}

function UsedBy({ dataSet: { name, recipes } }: { dataSet: DataSet }) {
  return (
    <Group gap="xs">
      {recipes.map((recipe) => (
        <AnchorLink key={recipe} to="/train/$recipe" params={{ recipe }} search={{ data_set: name }} size="sm">
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
