import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyText } from "@/components/copy-text";
import { useFormat } from "@/i18n/use-language";

interface Props {
  label: string;
  placeholder: string;
  text: string;
  examples: string[];
  testId: string;
  onChange: (text: string) => void;
}

/** The text to judge, with examples a click away. */
export function TextQuestion({ label, placeholder, text, examples, testId, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Stack gap="xs">
      <Textarea
        label={label}
        placeholder={placeholder}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        autosize
        minRows={5}
        maxRows={16}
        spellCheck={false}
        lang="en"
        data-testid={testId}
      />
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed" className="numeric">
          {t("play.characters", { n: format.number([...text].length, 0) })}
        </Text>
        <Group gap="xs">
          <CopyText value={window.location.href} label={t("play.share")} testId="share" />
          <Button size="xs" variant="default" onClick={() => onChange("")} disabled={text === ""}>
            {t("play.clear")}
          </Button>
        </Group>
      </Group>
      <Text size="sm" fw={600}>
        {t("play.examples")}
      </Text>
      <Stack gap={6} align="stretch">
        {examples.map((example, index) => (
          <Button
            key={example}
            variant="default"
            size="sm"
            h="auto"
            px="sm"
            py={6}
            justify="flex-start"
            fw={400}
            onClick={() => onChange(example)}
            data-testid={`example-${String(index + 1)}`}
            styles={{ label: { whiteSpace: "normal", textAlign: "start", height: "auto", lineHeight: 1.4 } }}
          >
            {example}
          </Button>
        ))}
      </Stack>
    </Stack>
  );
}
