import { Box, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import classes from "@/components/shell/shell.module.css";
import { readinessQuery } from "@/features/system/queries";

const COLORS = { connected: "var(--ch-for)", degraded: "var(--ch-line-book)", connecting: "gray", offline: "var(--mantine-color-error)" } as const;

/** Whether the service answers, asked every few seconds. */
export function ConnectionState() {
  const { t } = useTranslation();
  const readiness = useQuery(readinessQuery);
  const state = readiness.isError ? "offline" : readiness.data ? (readiness.data.ready ? "connected" : "degraded") : "connecting";
  return (
    <Group gap={6} wrap="nowrap" role="status" data-testid="connection" data-state={state} title={state === "offline" ? t("app.offlineHelp") : undefined}>
      <Box className={classes.dot} bg={COLORS[state]} aria-hidden="true" />
      <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }} hiddenFrom={undefined}>
        {t(`app.${state}`)}
      </Text>
    </Group>
  );
}
