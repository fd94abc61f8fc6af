import { Alert, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** What the model itself says against its answer. */
export function Warnings({ warnings }: { warnings: string[] }) {
  const { t } = useTranslation();
  if (warnings.length === 0) return null;
  const told = (warning: string) => {
    switch (warning) {
      case "all_words_unknown":
        return t("play.allWordsUnknown");
      case "photo_enlarged":
        return t("play.photoEnlarged");
      case "start_unknown":
        return t("play.startUnknown");
      case "values_filled":
        return t("play.valuesFilled");
      default:
        return warning.replaceAll("_", " ");
    }
  };
  return (
    <Alert variant="light" color="orange" title={t("play.warnings")} p="sm" role="note">
      {warnings.map((warning) => (
        <Text key={warning} size="sm" c="var(--mantine-color-text)">
          {told(warning)}
        </Text>
      ))}
    </Alert>
  );
}
