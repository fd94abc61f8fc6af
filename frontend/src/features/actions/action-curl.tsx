import { Code, Group, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { curlKey } from "@/api/send";
import { CopyText } from "@/components/copy-text";
import { Panel } from "@/components/panel";
import { actionPath } from "@/features/actions/perform";
import type { JsonRecord } from "@/lib/json";

interface Props {
  model: string;
  action: string;
  body: JsonRecord;
  accept?: string;
}

/** The exact call that this page makes, to be pasted into a terminal. */
export function ActionCurl(props: Props) {
  const { t } = useTranslation();
  const command = actionCommand(props);
  return (
    <Panel title={t("play.curl")}>
      <Stack gap="xs">
        <Code block tabIndex={0} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", maxHeight: "14rem" }} data-testid="curl">
          {command}
        </Code>
        <Group gap="xs" justify="flex-end">
          <CopyText value={command} testId="copy-curl" />
        </Group>
      </Stack>
    </Panel>
  );
}

export function actionCommand({ model, action, body, accept }: Props): string {
  const json = JSON.stringify(body).replaceAll("'", "'\\''");
  const flags = accept === "text/event-stream" ? "-sN" : "-s";
  const lines = [
    `curl ${flags} ${window.location.origin}${actionPath(model, action)}${curlKey()}`,
    "-H 'Content-Type: application/json'",
    ...(accept ? [`-H 'Accept: ${accept}'`] : []),
    `-d '${json}'`,
  ];
  const save = accept === "image/png" ? ` \\\n  -o ${action}.png` : "";
  return lines.join(" \\\n  ") + save;
}
