import { Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { pictureSource } from "@/features/data-sets/samples";
import classes from "@/features/designer/photo-question.module.css";
import { readPhoto } from "@/features/designer/read-photo";
import { usePictureDrop } from "@/features/studio/picture-drop";

interface Props {
  image: string | undefined;
  onChange: (image: string) => void;
}

/** A picture to be judged: dropped, pasted, or chosen. */
export function PhotoQuestion({ image, onChange }: Props) {
  const { t } = useTranslation();
  const [broken, setBroken] = useState(false);
  const take = (file: File) => {
    setBroken(false);
    readPhoto(file).then(onChange, () => setBroken(true));
  };
  const { over, handlers } = usePictureDrop(take);
  return (
    <Stack gap="sm" {...handlers} className={classes.drop} data-over={over || undefined} data-testid="photo-drop">
      {image !== undefined && <img src={pictureSource(image)} alt={t("designed.photo")} className={classes.photo} data-testid="photo" />}
      <Group gap="sm">
        <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => file && take(file)} inputProps={{ "aria-label": t("designed.choosePhoto") }}>
          {(props) => (
            <Button {...props} size="xs" variant="default" data-testid="choose-photo">
              {t("designed.choosePhoto")}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          {t("studio.dropHelp")}
        </Text>
      </Group>
      {broken && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {t("designed.brokenPhoto")}
        </Text>
      )}
    </Stack>
  );
}
