import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DataSet } from "@/api/types";
import { PhotosProfile } from "@/features/images/photos-profile";
import { readProfile } from "@/features/data-sets/profile";
import { profileQuery } from "@/features/data-sets/queries";
import { useWords } from "@/i18n/use-language";

/** The photos that will be learned: how many of each class, and some of them. */
export function ChosenPhotos({ dataSet, onOther }: { dataSet: DataSet; onOther: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const asked = useQuery({ ...profileQuery(dataSet.name), enabled: dataSet.profile === null });
  const profile = readProfile(dataSet.profile ?? asked.data);
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <Text fw={600} className="long-text" data-testid="chosen-photos">
          {words(dataSet.title)}
        </Text>
        <Button size="xs" variant="default" onClick={onOther} data-testid="other-photos">
          {t("images.own.other")}
        </Button>
      </Group>
      {profile && <PhotosProfile profile={profile} />}
    </Stack>
  );
}
