import { Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Storage, Swept } from "@/api/types";
import { ConfirmButton } from "@/components/confirm-button";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { DueList } from "@/features/storage/due-list";
import { useSweep } from "@/features/storage/queries";
import { useFormat } from "@/i18n/use-language";

/** The last sweep, and for administrators a button for one now: first a look, then for real. */
export function SweepPanel({ last, may }: { last: Storage["last_sweep"]; may: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sweep = useSweep();
  return (
    <Panel title={t("storage.sweep")} help={t("storage.sweepHelp")} testId="sweep">
      <Stack gap="sm">
        <Text size="sm">
          {last ? t("storage.last", { when: format.dateTime(last.finished_at) }) : t("storage.never")}
        </Text>
        {last && <Found found={last} />}
        <Group gap="xs" display={may ? undefined : "none"}>
          <Button
            variant="default"
            size="xs"
            loading={sweep.isPending && sweep.variables}
            onClick={() => sweep.mutate(true)}
            data-testid="sweep-look"
          >
            {t("storage.look")}
          </Button>
          <ConfirmButton
            size="xs"
            label={t("storage.sweepNow")}
            title={t("storage.sweepTitle")}
            text={t("storage.sweepText")}
            danger
            testId="sweep-now"
            onConfirm={() => sweep.mutate(false)}
          />
        </Group>
        <div aria-live="polite">
          {sweep.data && (
            <Stack gap={4} data-testid="swept">
              <Text size="sm" fw={600}>
                {sweep.data.dry_run ? t("storage.looked") : t("storage.swept")}
              </Text>
              <Found found={sweep.data} />
              {sweep.data.due.length > 0 && <DueList due={sweep.data.due} />}
            </Stack>
          )}
        </div>
        {sweep.isError && <ErrorNotice error={sweep.error} />}
      </Stack>
    </Panel>
  );
}

function Found({ found }: { found: Omit<Swept, "dry_run" | "due"> }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Text size="sm" className="numeric">
      {t("storage.found", {
        files: format.number(found.files, 0),
        orphans: format.number(found.orphans, 0),
        bytes: format.bytes(found.orphan_bytes),
        removed: format.number(found.removed, 0),
        missing: format.number(found.missing_files, 0),
      })}
    </Text>
  );
}
