import { Button, Code, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";
import type { Job } from "@/api/types";
import { CopyText } from "@/components/copy-text";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";

function scriptPath(id: string): string {
  return `/api/v1/jobs/${encodeURIComponent(id)}/script`;
}

async function fetchScript(id: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(scriptPath(id), { headers: { Accept: "text/x-python" }, signal });
  if (response.ok) return response.text();
  throw new ApiError(response.status, await response.json().catch(() => ({})));
}

/** The run as a program that needs Keras and nothing else; asked for when somebody wants to see it. */
export function JobScript({ job }: { job: Job }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const script = useQuery({
    queryKey: ["jobs", "script", job.id],
    queryFn: ({ signal }) => fetchScript(job.id, signal),
    enabled: shown,
    retry: false,
    staleTime: Infinity,
  });
  // Data in a format that no short program reads, or a run that went on from another: a reason, not a fault.
  const without = script.error instanceof ApiError && [404, 409].includes(script.error.status);
  return (
    <Panel
      title={t("script.title")}
      help={t("script.help")}
      testId="script-panel"
      actions={
        script.data !== undefined && (
          <Group gap="xs">
            <CopyText value={script.data} testId="copy-script" />
            <Button size="xs" variant="default" component="a" href={scriptPath(job.id)} download data-testid="download-script">
              {t("script.download")}
            </Button>
          </Group>
        )
      }
    >
      <Stack gap="sm" align="stretch">
        {!shown && (
          <Group>
            <Button size="sm" variant="default" onClick={() => setShown(true)} data-testid="show-script">
              {t("script.show")}
            </Button>
          </Group>
        )}
        {shown && script.isPending && <Skeleton height={240} />}
        {script.isError && without && (
          <Text c="dimmed" data-testid="no-script">
            {t("script.none")}: {script.error.message}
          </Text>
        )}
        {script.isError && !without && <ErrorNotice error={script.error} onRetry={() => void script.refetch()} />}
        {script.data !== undefined && (
          <Code block tabIndex={0} style={{ maxHeight: "32rem" }} data-testid="script">
            {script.data}
          </Code>
        )}
      </Stack>
    </Panel>
  );
}
