import { Alert, Button, Group, Select, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isPassing } from "@/api/problem";
import { ErrorNotice } from "@/components/error-notice";
import { FileDrop } from "@/components/file-drop";
import { Panel } from "@/components/panel";
import { AcceptedKinds } from "@/features/data-sets/accepted-kinds";
import { ProfileView } from "@/features/data-sets/profile-view";
import { type Profile, readProfile } from "@/features/data-sets/profile";
import { type Format, FORMATS, isFormat } from "@/features/data-sets/queries";
import { SaveDataSet } from "@/features/data-sets/save-data-set";
import { Sending } from "@/features/data-sets/sending";
import { type OwnFile, useOwnFile } from "@/features/data-sets/use-own-file";

/** From a file on someone's disk to a data set: sent, checked live, named, saved. */
export function OwnData() {
  const { t } = useTranslation();
  const file = useOwnFile();
  return (
    <Panel title={t("own.title")} help={t("own.help")} testId="own-data">
      <Stack gap="md">
        {file.upload === undefined && <OwnDrop file={file} />}
        {file.sent !== undefined && <Sending fraction={file.sent} />}
        {file.send.isError && <ErrorNotice error={file.send.error} title={t("own.refused")} />}
        {file.upload === undefined ? <AcceptedKinds /> : <Checked key={file.upload} file={file} upload={file.upload} />}
      </Stack>
    </Panel>
  );
}

function OwnDrop({ file }: { file: OwnFile }) {
  const { t } = useTranslation();
  return (
    <FileDrop
      title={t("own.drop")}
      choose={t("own.choose")}
      help={t("own.accepted")}
      accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.zip,.npz,.gz"
      id="own-file"
      busy={file.send.isPending}
      onFile={(chosen) => file.send.mutate(chosen)}
    />
  );
}

/** The step from a checked file to a data set, whose own page then opens. */
function Keep({ file, upload, profile }: { file: OwnFile; upload: string; profile: Profile }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const unfit = profile.problems.some(({ severity }) => severity === "error");
  return (
    <>
      {unfit && (
        <Alert color="orange" variant="light" role="note">
          <Text size="sm" c="var(--mantine-color-text)">
            {t("own.unfit")}
          </Text>
        </Alert>
      )}
      <SaveDataSet
        fileName={file.fileName}
        upload={upload}
        format={file.format}
        label={t("own.save")}
        onSaved={({ name }) => {
          notifications.show({ message: t("own.saved", { name }) });
          void navigate({ to: "/data", search: { name } });
        }}
      />
    </>
  );
}

/** The upload in the address, and what the service says about it. */
function Checked({ file, upload }: { file: OwnFile; upload: string }) {
  const { t } = useTranslation();
  const { check } = file;
  const profile = readProfile(check.data);
  const found = formatIn(profile?.format);
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm" align="flex-end">
        <div>
          <Text size="sm" c="dimmed">
            {t("own.file")}
          </Text>
          <Text fw={600} className="long-text" data-testid="file-name">
            {file.fileName}
          </Text>
        </div>
        <Group gap="sm" align="flex-end">
          <Select
            label={t("own.readAs")}
            size="xs"
            w={210}
            data={[
              { value: "", label: found === undefined ? t("own.guess") : t("own.guessed", { format: t(`own.formats.${found}`) }) },
              ...FORMATS.map((value) => ({ value, label: t(`own.formats.${value}`) })),
            ]}
            value={file.format ?? ""}
            allowDeselect={false}
            onChange={(format) => file.choose(isFormat(format) ? format : undefined)}
            data-testid="read-as"
          />
          <Button size="xs" variant="default" onClick={file.forget} data-testid="other-file">
            {t("own.otherFile")}
          </Button>
        </Group>
      </Group>
      {check.isPending && <Reading />}
      {check.isError && (
        <div data-testid="check-refused">
          <ErrorNotice
            error={check.error}
            title={t("own.cannotRead")}
            {...(isPassing(check.error) ? { onRetry: () => void check.refetch() } : {})}
          />
          <Text size="sm" c="dimmed" my="xs">
            {t("own.cannotReadHelp")}
          </Text>
          <OwnDrop file={file} />
        </div>
      )}
      {profile && !check.isError && (
        <>
          <ProfileView profile={profile} />
          <Keep file={file} upload={upload} profile={profile} />
        </>
      )}
    </Stack>
  );
}

/** The format that can be asked for, of the one that was found: `csv-mixed` is a CSV. */
function formatIn(format: string | undefined): Format | undefined {
  if (isFormat(format)) return format;
  return format?.startsWith("csv") ? "csv" : undefined;
}

function Reading() {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" aria-busy="true">
      <Text size="sm" role="status" data-testid="reading">
        {t("own.reading")}
      </Text>
      <Skeleton height={24} width="60%" />
      <Skeleton height={140} />
    </Stack>
  );
}
