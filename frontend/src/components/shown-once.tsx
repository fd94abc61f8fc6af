import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyText } from "@/components/copy-text";

interface Props {
  title: string;
  help: string;
  secret: string;
  testId: string;
  onClose: () => void;
}

/** A secret, for as long as this page shows it and never again. */
export function ShownOnce({ title, help, secret, testId, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Alert color="green" variant="light" title={title} role="status" data-testid={testId}>
      <Stack gap="sm">
        <Text size="sm" c="var(--mantine-color-text)">
          {help}
        </Text>
        <Code block className="long-text" data-testid={`${testId}-text`} style={{ whiteSpace: "pre-wrap", wordBreak: "break-all" }}>
          {secret}
        </Code>
        <Group gap="xs">
          <CopyText value={secret} testId={`${testId}-copy`} />
          <Button size="xs" variant="default" onClick={onClose} data-testid={`${testId}-close`}>
            {t("access.stored")}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
