import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { createFormatter, type Formatter, type Language } from "@/lib/format";

/** The language of the page, always one that we have. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.resolvedLanguage === "zh" ? "zh" : "en";
}

/** Formatting of numbers and times in the language of the page. */
export function useFormat(): Formatter {
  const language = useLanguage();
  return useMemo(() => createFormatter(language), [language]);
}

/** The text of the page's language out of `{en, zh}`. */
export function useWords(): (words: { en: string; zh: string } | null | undefined) => string {
  const language = useLanguage();
  return (words) => words?.[language] ?? words?.en ?? "";
}
