import { Button, Group, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Job, Recipe } from "@/api/types";
import { CopyText } from "@/components/copy-text";
import { readFields } from "@/components/schema-form/fields";
import { keptFiles, resultPicture } from "@/features/studio/frames";
import { shareLink } from "@/features/studio/share-link";
import { VerifyResult } from "@/features/studio/verify-result";
import { useFormat } from "@/i18n/use-language";

interface Props {
  job: Job;
  recipe: Recipe | undefined;
  /** Takes the run's settings over into the form; absent where there is no form. */
  onUse?: () => void;
}

const FILES_SHOWN = 3;

/** What can be done with a finished run: keep its files, share it, check it, use its settings again. */
export function ResultActions({ job, recipe, onUse }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const files = keptFiles(job).slice(0, FILES_SHOWN);
  const result = resultPicture(job);
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {files.map((file, index) => (
          <Button
            key={file.name}
            component="a"
            href={file.url}
            download={`${job.recipe}-${file.name}`}
            size="xs"
            variant={index === 0 ? "filled" : "default"}
            title={`${file.name} · ${format.bytes(file.bytes)}`}
            data-testid={`download-${file.name}`}
          >
            {t(file.mediaType === "image/png" ? "studio.downloadPng" : "studio.downloadAnimation")}
          </Button>
        ))}
        {onUse && (
          <Button size="xs" variant="default" onClick={onUse} data-testid="use-settings">
            {t("studio.useAgain")}
          </Button>
        )}
        {recipe && (
          <CopyText value={shareLink(job, readFields(recipe.params_schema))} label={t("studio.share")} testId="share" />
        )}
      </Group>
      {job.status === "succeeded" && result && <VerifyResult key={job.id} url={result.url} />}
    </Stack>
  );
}
