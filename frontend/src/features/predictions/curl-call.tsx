import { Code, Group, SegmentedControl, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { curlKey } from "@/api/send";
import type { Question } from "@/api/types";
import { CopyText } from "@/components/copy-text";
import { Panel } from "@/components/panel";

/** The exact call that this page makes, to be pasted into a terminal. */
export function CurlCall({ model, question }: { model: string; question: Question }) {
  const { t } = useTranslation();
  const [call, setCall] = useState("predict");
  const command = curlCommand(model, call, question);
  return (
    <Panel title={t("play.curl")}>
      <Stack gap="xs">
        <Code block tabIndex={0} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", maxHeight: "14rem" }} data-testid="curl">
          {command}
        </Code>
        <Group gap="xs" justify="space-between">
          <SegmentedControl
            size="xs"
            aria-label={t("play.curl")}
            value={call}
            onChange={setCall}
            data={[
              { value: "predict", label: t("play.curlPredict") },
              { value: "explain", label: t("play.curlExplain") },
            ]}
          />
          <CopyText value={command} testId="copy-curl" />
        </Group>
      </Stack>
    </Panel>
  );
}

export function curlCommand(model: string, call: string, question: Question): string {
  const body = JSON.stringify({ queries: [question] }).replaceAll("'", "'\\''");
  const url = `${window.location.origin}/api/v1/models/${encodeURIComponent(model)}/${call}`;
  return `curl -s ${url}${curlKey()} \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
}
