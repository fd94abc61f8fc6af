import { List } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Storage } from "@/api/types";
import { useFormat } from "@/i18n/use-language";

/** What goes by itself, a line a kind. */
export function DueList({ due }: { due: Storage["due"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <List size="sm" className="numeric">
      {due.map((part) => (
        <List.Item key={part.kind}>
          {t(`storage.kinds.${part.kind}`)}:{" "}
          {t("storage.due", { items: format.number(part.items, 0), bytes: format.bytes(part.bytes) })},{" "}
          {t("storage.from", { when: format.dateTime(part.first_at) })}
        </List.Item>
      ))}
    </List>
  );
}
