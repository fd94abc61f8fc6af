import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LANGUAGES } from "@/i18n/setup";
import { useLanguage } from "@/i18n/use-language";

const DATA = LANGUAGES.map(({ code, name }) => ({ value: code, label: code === "en" ? "EN" : name }));

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const language = useLanguage();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("app.language")}
      data-testid="language"
      data={DATA}
      value={language}
      onChange={(code) => void i18n.changeLanguage(code)}
    />
  );
}
