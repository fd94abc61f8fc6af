import { Button, FileButton, Group, Progress, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DataSet } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import classes from "@/features/images/images.module.css";
import { PhotosProfile } from "@/features/images/photos-profile";
import { useImagesSearch } from "@/features/images/use-images-search";
import { readProfile } from "@/features/data-sets/profile";
import { checkQuery, useSaveDataSet } from "@/features/data-sets/queries";
import { sendFile } from "@/features/data-sets/send-file";
import { nameOf } from "@/features/text/store-text";
import { useFormat, useWords } from "@/i18n/use-language";

const FORMAT = "images-zip";
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

interface Props {
  known: DataSet[];
  onChosen: (name: string) => void;
}

/** Photos that were kept before, or a zip: sent, checked, named, kept. */
export function PhotosZip({ known, onChosen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const { text, change } = useImagesSearch();
  const [fraction, setFraction] = useState<number>();
  const upload = text("upload");
  const send = useMutation({
    mutationFn: (file: File) => {
      setFraction(0);
      return sendFile(file, setFraction);
    },
    onSuccess: (id, file) => change({ upload: id, file: file.name }),
    onSettled: () => setFraction(undefined),
  });
  const check = useQuery(checkQuery(upload, FORMAT));
  const profile = readProfile(check.data);
  return (
    <Stack gap="md">
      {known.length > 0 && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t("images.own.kept")}
          </Text>
          <Group gap="xs">
            {known.map((dataSet) => (
              <Button key={dataSet.name} size="xs" variant="default" onClick={() => onChosen(dataSet.name)} data-testid={`photos-${dataSet.name}`}>
                {words(dataSet.title)}
              </Button>
            ))}
          </Group>
        </div>
      )}
      <ZipDrop busy={send.isPending} onFile={(file) => send.mutate(file)} />
      {fraction !== undefined && (
        <div role="status">
          <Progress value={fraction * 100} animated={fraction >= 1} aria-label={t("own.sending")} size="md" />
          <Text size="sm" mt={4} className="numeric">
            {fraction < 1 ? `${t("own.sending")} ${format.percent(fraction, 0)}` : t("own.storing")}
          </Text>
        </div>
      )}
      {send.isError && <ErrorNotice error={send.error} title={t("own.refused")} />}
      {upload !== undefined && check.isPending && (
        <div aria-busy="true">
          <Text size="sm" role="status" mb={4}>
            {t("images.own.reading")}
          </Text>
          <Skeleton height={140} />
        </div>
      )}
      {upload !== undefined && check.isError && <ErrorNotice error={check.error} title={t("own.cannotRead")} />}
      {upload !== undefined && profile && !check.isError && (
        <>
          <PhotosProfile profile={profile} />
          <KeepPhotos key={upload} upload={upload} file={text("file") ?? ""} onKept={onChosen} />
        </>
      )}
    </Stack>
  );
}

function ZipDrop({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file && !busy) onFile(file);
  }

  return (
    <div
      className={classes.drop}
      data-over={over}
      role="group"
      aria-label={t("images.own.drop")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      data-testid="zip-drop"
    >
      <Text fw={600}>{t("images.own.drop")}</Text>
      <FileButton accept=".zip" onChange={(file) => file && onFile(file)} inputProps={{ "aria-label": t("images.own.choose"), id: "photos-zip" }}>
        {(props) => (
          <Button {...props} loading={busy} data-testid="choose-zip">
            {t("images.own.choose")}
          </Button>
        )}
      </FileButton>
      <Text size="sm" c="dimmed" maw="38rem">
        {t("images.own.accepted")}
      </Text>
    </div>
  );
}

function KeepPhotos({ upload, file, onKept }: { upload: string; file: string; onKept: (name: string) => void }) {
  const { t } = useTranslation();
  const save = useSaveDataSet();
  const [name, setName] = useState(() => nameOf(file, new Date()));
  const sound = NAME.test(name);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (sound) save.mutate({ name, upload, format: FORMAT }, { onSuccess: (saved) => onKept(saved.name) });
      }}
    >
      <Group align="flex-start" gap="sm">
        <TextInput
          label={t("own.name")}
          description={t("train.modelRule")}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
            save.reset();
          }}
          error={sound ? undefined : t("train.modelRule")}
          style={{ flex: "1 1 14rem" }}
          maw="26rem"
          inputWrapperOrder={["label", "input", "error", "description"]}
          data-testid="photos-name"
        />
        <Button type="submit" mt="1.55rem" loading={save.isPending} disabled={!sound} data-testid="keep-photos">
          {t("images.own.keep")}
        </Button>
      </Group>
      {save.isError && <ErrorNotice error={save.error} title={t("own.notSaved")} />}
    </form>
  );
}
