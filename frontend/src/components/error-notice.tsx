import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";

interface Props {
  error: unknown;
  title?: string;
  onRetry?: () => void;
}

/** An error in the API's own words, and a way forward. */
export function ErrorNotice({ error, title, onRetry }: Props) {
  const { t } = useTranslation();
  const known = error instanceof ApiError ? error : undefined;
  const detail = known ? known.message || t("common.unexpected") : t("common.unreachable");
  return (
    <Alert color="red" variant="light" title={title ?? t("common.errorTitle")} role="alert" data-testid="error">
      <Stack gap="xs">
        <Text size="sm" className="long-text" c="var(--mantine-color-text)">
          {detail}
        </Text>
        {known?.requestId && (
          <Text size="xs" c="dimmed">
            {t("common.requestId", { id: known.requestId })}
          </Text>
        )}
        {onRetry && (
          <Group>
            <Button size="xs" variant="default" onClick={onRetry}>
              {t("common.retry")}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
