import { Alert, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** What the model itself says against its answer. */
export function Warnings({ warnings }: { warnings: string[] }) {
  const { t } = useTranslation();
  if (warnings.length === 0) return null;
  return (
    <Alert variant="light" color="orange" title={t("play.warnings")} p="sm" role="note">
      {warnings.map((warning) => (
        <Text key={warning} size="sm" c="var(--mantine-color-text)">
          {warning === "all_words_unknown" ? t("play.allWordsUnknown") : warning.replaceAll("_", " ")}
        </Text>
      ))}
    </Alert>
  );
}
