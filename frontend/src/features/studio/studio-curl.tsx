import { Code, Group, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { curlKey } from "@/api/send";
import { CopyText } from "@/components/copy-text";
import { Panel } from "@/components/panel";
import { shortWish, type Studio } from "@/features/studio/use-studio";

/** The call that the button makes, to be pasted into a terminal. */
export function StudioCurl({ studio }: { studio: Studio }) {
  const { t } = useTranslation();
  const body = JSON.stringify(shortWish(studio.wish, studio.fields)).replaceAll("'", "'\\''");
  const command = `curl -s ${window.location.origin}/api/v1/jobs${curlKey()} \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
  return (
    <Panel title={t("play.curl")}>
      <Stack gap="xs">
        <Code block tabIndex={0} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", maxHeight: "12rem" }} data-testid="curl">
          {command}
        </Code>
        <Group justify="flex-end">
          <CopyText value={command} testId="copy-curl" />
        </Group>
      </Stack>
    </Panel>
  );
}
