import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { shownValue, type Field } from "@/components/schema-form/fields";
import { useFormat, useWords } from "@/i18n/use-language";

/** Under a control: what the setting does, its range, and the book's value. */
export function FieldHelp({ field, changed }: { field: Field; changed: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const low = field.minimum ?? field.above;
  const high = field.maximum ?? field.below;
  const isList = field.kind === "integers" || field.kind === "numbers";
  const facts = [isList ? t("form.listHelp") : undefined, rangeText()].filter(Boolean).join("; ");

  function rangeText(): string | undefined {
    if (low !== undefined && high !== undefined) {
      return t(field.above === undefined ? "form.range" : "form.aboveUpTo", { min: format.number(low), max: format.number(high) });
    }
    if (low !== undefined) return t("form.from", { min: format.number(low) });
    return high === undefined ? undefined : t("form.upTo", { max: format.number(high) });
  }

  return (
    <>
      {words(field.description)}
      {facts && ` (${facts})`}{" "}
      {field.book !== undefined && field.book !== null && (
        <Text component="span" size="xs" fw={changed ? 700 : 400} c={changed ? "var(--ch-line-book)" : "dimmed"}>
          {t("train.bookDefault", { value: shownValue(field.book) })}
          {changed && ` (${t("train.changed")})`}
        </Text>
      )}
    </>
  );
}
