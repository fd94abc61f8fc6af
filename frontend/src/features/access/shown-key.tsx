import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { NewKey } from "@/api/types";
import { CopyText } from "@/components/copy-text";

/** The text of a new key, for as long as this page shows it and never again. */
export function ShownKey({ made, onClose }: { made: NewKey; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="green" variant="light" title={t("access.made", { name: made.name })} role="status" data-testid="new-key">
      <Stack gap="sm">
        <Text size="sm" c="var(--mantine-color-text)">
          {t("access.shownOnce")}
        </Text>
        <Code block className="long-text" data-testid="new-key-text" style={{ whiteSpace: "pre-wrap", wordBreak: "break-all" }}>
          {made.key}
        </Code>
        <Group gap="xs">
          <CopyText value={made.key} testId="new-key-copy" />
          <Button size="xs" variant="default" onClick={onClose} data-testid="new-key-close">
            {t("access.stored")}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
