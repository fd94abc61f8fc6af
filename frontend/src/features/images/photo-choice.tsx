import { Box, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyText } from "@/components/copy-text";
import { Panel } from "@/components/panel";
import classes from "@/features/images/images.module.css";
import { type Photo, type PhotosQuestion, photoSource } from "@/features/images/photo";
import { pictureSource } from "@/features/data-sets/samples";
import { PicturePicker } from "@/features/studio/picture-picker";

export interface PhotoProps {
  model: string;
  version: number;
  question: PhotosQuestion;
  photo: Photo | undefined;
  /** Uploads of this visit, so that they need not be sent again. */
  sent: string[];
  onChoose: (photo: Photo) => void;
}

/** The photo that is asked about: one's own, a sample, or one of the test photos. */
export function PhotoChoice({ question, photo, sent, onChoose }: PhotoProps) {
  const { t } = useTranslation();
  const { examples } = question;
  return (
    <Panel title={t("images.photo")} actions={<CopyText value={window.location.href} label={t("images.share")} testId="share" />}>
      <Stack gap="sm">
        {photo && <img src={photoSource(photo, examples)} alt={t("images.chosen")} className={classes.photo} data-testid="photo" />}
        <PicturePicker
          name="photo"
          label={t("images.samples")}
          roles={["photo"]}
          value={photo && "example" in photo ? undefined : photo}
          uploads={sent}
          catchesPaste
          onChange={onChoose}
        />
        {examples.length > 0 && (
          <div>
            <Text size="sm" fw={600} mb={4}>
              {t("images.examples")}
            </Text>
            <Box role="radiogroup" aria-label={t("images.examples")} className={classes.examples}>
              {examples.map(({ image, label }, index) => (
                <label key={index} className={classes.example}>
                  <input
                    type="radio"
                    name="photo-example"
                    aria-label={t("images.exampleOf", { n: index + 1, label })}
                    checked={photo !== undefined && "example" in photo && photo.example === index}
                    onChange={() => onChoose({ example: index })}
                    data-testid={`example-${String(index + 1)}`}
                  />
                  <img src={pictureSource(image)} alt="" />
                  <Text size="xs" truncate ta="center" component="span">
                    {label}
                  </Text>
                </label>
              ))}
            </Box>
          </div>
        )}
        {question.labels.length > 0 && (
          <Group gap={4}>
            <Text size="xs" c="dimmed">
              {question.labels.length <= 12
                ? t("images.classes", { names: question.labels.join(", ") })
                : t("images.manyClasses", { n: question.labels.length })}
            </Text>
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
