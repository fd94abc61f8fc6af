/** English and 简体中文, chosen by the browser, remembered when switched. */

import i18next from "i18next";
import LanguageDetector from "i18next-browser-languagedetector";
import { initReactI18next } from "react-i18next";
import en from "@/i18n/en.json";
import zh from "@/i18n/zh.json";

export const LANGUAGES = [
  { code: "en", name: "English", htmlLang: "en" },
  { code: "zh", name: "简体中文", htmlLang: "zh-Hans" },
] as const;

void i18next
  .use(LanguageDetector)
  .use(initReactI18next)
  .init({
    resources: { en: { translation: en }, zh: { translation: zh } },
    supportedLngs: ["en", "zh"],
    fallbackLng: "en",
    load: "languageOnly",
    interpolation: { escapeValue: false },
    detection: {
      order: ["querystring", "localStorage", "navigator"],
      lookupQuerystring: "lang",
      lookupLocalStorage: "chapterhouse-language",
      caches: ["localStorage"],
    },
  });

function nameThePage(language: string) {
  const known = LANGUAGES.find(({ code }) => code === language);
  document.documentElement.lang = known?.htmlLang ?? "en";
}

i18next.on("languageChanged", nameThePage);
nameThePage(i18next.resolvedLanguage ?? "en");

export { i18next };
