import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DataSet } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { FileDrop } from "@/components/file-drop";
import { PhotosProfile } from "@/features/images/photos-profile";
import { useImagesSearch } from "@/features/images/use-images-search";
import { readProfile } from "@/features/data-sets/profile";
import { checkQuery } from "@/features/data-sets/queries";
import { SaveDataSet } from "@/features/data-sets/save-data-set";
import { Sending } from "@/features/data-sets/sending";
import { useSendFile } from "@/features/data-sets/use-send-file";
import { useWords } from "@/i18n/use-language";

const FORMAT = "images-zip";

interface Props {
  known: DataSet[];
  onChosen: (name: string) => void;
}

/** Photos that were kept before, or a zip: sent, checked, named, kept. */
export function PhotosZip({ known, onChosen }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const { text, change } = useImagesSearch();
  const upload = text("upload");
  const { send, sent } = useSendFile((id, file) => change({ upload: id, file: file.name }));
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
      <FileDrop
        title={t("images.own.drop")}
        choose={t("images.own.choose")}
        help={t("images.own.accepted")}
        accept=".zip"
        id="photos-zip"
        busy={send.isPending}
        onFile={(file) => send.mutate(file)}
      />
      {sent !== undefined && <Sending fraction={sent} />}
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
          <SaveDataSet
            key={upload}
            fileName={text("file") ?? ""}
            upload={upload}
            format={FORMAT}
            label={t("images.own.keep")}
            onSaved={({ name }) => onChosen(name)}
          />
        </>
      )}
    </Stack>
  );
}
