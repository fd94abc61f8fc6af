import { Code, CopyButton, Tooltip, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** A SHA-256 or id: the first characters, the whole one on hover and by click into the clipboard. */
export function Digest({ value, length = 12 }: { value: string; length?: number }) {
  const { t } = useTranslation();
  const shown = value.length > length ? `${value.slice(0, length)}…` : value;
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t("common.copied") : value} multiline maw="24rem" className="long-text">
          <UnstyledButton onClick={copy} aria-label={`${t("common.copy")} ${shown}`}>
            <Code>{shown}</Code>
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  );
}
