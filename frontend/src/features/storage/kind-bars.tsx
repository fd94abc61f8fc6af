import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Storage } from "@/api/types";
import classes from "@/features/storage/kind-bars.module.css";
import { useFormat } from "@/i18n/use-language";

/** Bytes by kind, as bars against the largest, each with how long it is kept. */
export function KindBars({ kinds }: { kinds: Storage["kinds"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = kinds.filter(({ files }) => files > 0).sort((a, b) => b.bytes - a.bytes);
  const largest = shown[0]?.bytes ?? 0;
  return (
    <ul className={classes.bars} data-testid="kinds">
      {shown.map((kind) => (
        <li key={kind.kind} className={classes.row}>
          <div className={classes.head}>
            <Text size="sm" fw={600}>
              {t(`storage.kinds.${kind.kind}`)}
            </Text>
            <Text size="sm" className="numeric">
              {t("storage.totalText", {
                count: kind.files,
                bytes: format.bytes(kind.bytes),
                files: format.number(kind.files, 0),
              })}
            </Text>
          </div>
          <div className={classes.track} aria-hidden="true">
            <div className={classes.bar} style={{ width: `${String((kind.bytes / Math.max(1, largest)) * 100)}%` }} />
          </div>
          <Text size="xs" c="dimmed">
            {t("storage.keep")}: <KeptFor kind={kind} />
          </Text>
        </li>
      ))}
    </ul>
  );
}

function KeptFor({ kind }: { kind: Storage["kinds"][number] }) {
  const { t } = useTranslation();
  if (kind.keep_versions !== null) return t("storage.newest", { count: kind.keep_versions });
  return kind.keep_days === null ? t("storage.forever") : t("storage.days", { count: kind.keep_days });
}
