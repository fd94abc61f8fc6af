import { Button, CopyButton, type ButtonProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props extends ButtonProps {
  value: string;
  label?: string;
  testId?: string;
}

/** A button that copies, and says that it did. */
export function CopyText({ value, label, testId, ...button }: Props) {
  const { t } = useTranslation();
  return (
    <CopyButton value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Button size="xs" variant="default" {...button} onClick={copy} data-testid={testId} aria-live="polite">
          {copied ? t("common.copied") : (label ?? t("common.copy"))}
        </Button>
      )}
    </CopyButton>
  );
}
