import { Box, Button, FileButton, Group, Loader, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { PictureRole } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { type PictureChoice, pictureUrl, sameChoice } from "@/features/studio/picture-choice";
import { firstPicture, usePictureDrop } from "@/features/studio/picture-drop";
import classes from "@/features/studio/picture-picker.module.css";
import { picturesQuery, useUpload } from "@/features/studio/queries";
import { useWords } from "@/i18n/use-language";

interface Props {
  name: string;
  label: string;
  roles: readonly PictureRole[];
  value: PictureChoice | undefined;
  /** Pictures that were sent earlier, so that they need not be sent again. */
  uploads: string[];
  error?: string | undefined;
  /** Whether a picture pasted anywhere on the page comes here. */
  catchesPaste?: boolean;
  onChange: (choice: PictureChoice) => void;
}

/** A picture by one click on a thumbnail, or one's own: picked, dropped or pasted. */
export function PicturePicker({ name, label, roles, value, uploads, error, catchesPaste, onChange }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const [first = "photo", second] = roles;
  const own = useQuery(picturesQuery(first));
  const others = useQuery({ ...picturesQuery(second ?? first), enabled: second !== undefined });
  const upload = useUpload();
  const send = (file: File) => upload.mutate(file, { onSuccess: ({ id }) => onChange({ upload: id }) });
  const { over, handlers } = usePictureDrop(send);
  usePagePaste(catchesPaste === true, send);
  const samples = [...(own.data?.data ?? []), ...(second ? (others.data?.data ?? []) : [])];
  const mine = [...new Set([...(value && "upload" in value ? [value.upload] : []), ...uploads])];

  return (
    <Stack gap="xs" {...handlers} className={classes.drop} data-over={over || undefined} data-testid={`picker-${name}`}>
      {own.isError && <ErrorNotice error={own.error} onRetry={() => void own.refetch()} />}
      <Box role="radiogroup" aria-label={label} className={classes.pictures}>
        {mine.map((id, index) => (
          <Thumbnail
            key={id}
            group={name}
            choice={{ upload: id }}
            title={t("studio.ownPicture", { n: index + 1 })}
            value={value}
            onChange={onChange}
          />
        ))}
        {samples.map((picture) => (
          <Thumbnail
            key={picture.name}
            group={name}
            choice={{ sample: picture.name }}
            title={words(picture.title)}
            licence={picture.licence}
            value={value}
            onChange={onChange}
          />
        ))}
      </Box>
      <Group gap="xs">
        <FileButton
          accept="image/png,image/jpeg,image/webp"
          onChange={(file) => file && send(file)}
          inputProps={{ "aria-label": t("studio.upload"), id: `upload-${name}` }}
        >
          {(button) => (
            <Button {...button} size="xs" variant="default" loading={upload.isPending} data-testid={`upload-${name}`}>
              {t("studio.upload")}
            </Button>
          )}
        </FileButton>
        <Text size="xs" c="dimmed">
          {t("studio.dropHelp")}
        </Text>
        {upload.isPending && <Loader size="xs" aria-label={t("studio.sending")} />}
      </Group>
      {upload.isError && <ErrorNotice error={upload.error} title={t("studio.uploadRefused")} />}
      {error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" data-testid={`picture-error-${name}`}>
          {error}
        </Text>
      )}
    </Stack>
  );
}

interface ThumbnailProps {
  group: string;
  choice: PictureChoice;
  title: string;
  licence?: string;
  value: PictureChoice | undefined;
  onChange: (choice: PictureChoice) => void;
}

function Thumbnail({ group, choice, title, licence, value, onChange }: ThumbnailProps) {
  const id = "sample" in choice ? choice.sample : choice.upload;
  return (
    <label className={classes.picture} title={licence ? `${title} · ${licence}` : title}>
      <input
        type="radio"
        name={group}
        aria-label={title}
        checked={sameChoice(choice, value)}
        onChange={() => onChange(choice)}
        data-testid={`picture-${group}-${id}`}
      />
      <img src={pictureUrl(choice, 128)} alt="" width={84} height={64} loading="lazy" />
    </label>
  );
}

/** A picture pasted anywhere, as long as no field of text has the focus. */
function usePagePaste(active: boolean, onFile: (file: File) => void) {
  const latest = useRef(onFile);
  useEffect(() => {
    latest.current = onFile;
  });
  useEffect(() => {
    if (!active) return undefined;
    const paste = (event: globalThis.ClipboardEvent) => {
      const file = event.defaultPrevented ? undefined : firstPicture(event.clipboardData?.files);
      if (file) latest.current(file);
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, [active]);
}
