import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { readChoice, sentChoice } from "@/features/studio/picture-choice";
import { PicturePicker } from "@/features/studio/picture-picker";
import { sentUploads } from "@/features/studio/sent-uploads";
import type { Studio } from "@/features/studio/use-studio";

const ROLES = { content: ["photo", "style"], style: ["style", "photo"] } as const;

/** The two pictures of a style transfer, side by side. */
export function ContentAndStyle({ studio, jobs }: { studio: Studio; jobs: Job[] }) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      {(["content", "style"] as const).map((name) => (
        <Stack key={name} gap={6}>
          <Text size="sm" fw={600}>
            {t(`style.${name}`)}
          </Text>
          <PicturePicker
            name={name}
            label={t(`style.${name}`)}
            roles={ROLES[name]}
            value={readChoice(studio.values[name])}
            uploads={sentUploads(jobs)}
            error={studio.refused[name]}
            catchesPaste={name === "content"}
            onChange={(choice) => studio.change(name, sentChoice(choice))}
          />
        </Stack>
      ))}
    </SimpleGrid>
  );
}
