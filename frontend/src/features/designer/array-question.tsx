import { Button, Collapse, Group, JsonInput, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ArrayPlot } from "@/features/designer/array-plot";
import { type DesignedQuestion, shapeOf } from "@/features/designer/question";

interface Props {
  question: DesignedQuestion;
  values: unknown[] | undefined;
  onChange: (values: unknown[]) => void;
}

/** Numbers in steps, frames or slices: drawn, and open to editing as JSON. */
export function ArrayQuestion({ question, values, onChange }: Props) {
  const { t } = useTranslation();
  const [opened, { toggle }] = useDisclosure(values === undefined);
  const shape = question.shape.join(" × ");
  return (
    <Stack gap="sm">
      {values && <ArrayPlot input={question.input} values={values} channels={question.channels} />}
      <Group justify="space-between">
        <Text size="xs" c="dimmed" className="numeric">
          {t("designed.shape", { shape: values ? shapeOf(values).join(" × ") : shape })}
        </Text>
        <Button size="compact-xs" variant="subtle" onClick={toggle} aria-expanded={opened} data-testid="edit-json">
          {opened ? t("designed.hideJson") : t("designed.editJson")}
        </Button>
      </Group>
      <Collapse expanded={opened}>{opened && <Editor key={JSON.stringify(values)} values={values} shape={shape} onChange={onChange} />}</Collapse>
    </Stack>
  );
}

function Editor({ values, shape, onChange }: { values: unknown[] | undefined; shape: string; onChange: (values: unknown[]) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => (values ? JSON.stringify(values) : ""));
  const parsed = parse(text);
  return (
    <Stack gap="xs">
      <JsonInput
        label={t("designed.json")}
        description={t("designed.jsonHelp", { shape })}
        value={text}
        onChange={setText}
        error={text !== "" && parsed === undefined ? t("designed.notJson") : undefined}
        minRows={4}
        maxRows={10}
        autosize
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.75rem" } }}
        data-testid="json"
      />
      <Group>
        <Button size="xs" disabled={parsed === undefined} onClick={() => parsed && onChange(parsed)} data-testid="use-json">
          {t("designed.ask")}
        </Button>
      </Group>
    </Stack>
  );
}

function parse(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 0 ? value : undefined;
  } catch {
    return undefined;
  }
}
