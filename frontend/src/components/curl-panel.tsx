import { Code, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CopyText } from "@/components/copy-text";
import { Panel } from "@/components/panel";

interface Props {
  command: string;
  help?: string;
  /** A remark below the command. */
  note?: string | false;
  /** What stands left of the copy button. */
  children?: ReactNode;
}

/** The exact call that a page makes, to be pasted into a terminal. */
export function CurlPanel({ command, help, note, children }: Props) {
  const { t } = useTranslation();
  return (
    <Panel title={t("play.curl")} {...(help === undefined ? {} : { help })}>
      <Stack gap="xs">
        <Code block tabIndex={0} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", maxHeight: "14rem" }} data-testid="curl">
          {command}
        </Code>
        {note && (
          <Text size="xs" c="dimmed">
            {note}
          </Text>
        )}
        <Group gap="xs" justify={children ? "space-between" : "flex-end"}>
          {children}
          <CopyText value={command} testId="copy-curl" />
        </Group>
      </Stack>
    </Panel>
  );
}

/** Whether the call asks for an answer or for what moved it. */
export function CurlChoice({ value, onChange }: { value: string; onChange: (call: string) => void }) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("play.curl")}
      value={value}
      onChange={onChange}
      data={[
        { value: "predict", label: t("play.curlPredict") },
        { value: "explain", label: t("play.curlExplain") },
      ]}
    />
  );
}
