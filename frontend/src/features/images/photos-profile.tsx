import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CountBars } from "@/features/data-sets/count-bars";
import { NoProblems, Problems } from "@/features/data-sets/problems";
import type { Profile } from "@/features/data-sets/profile";
import { Samples } from "@/features/data-sets/samples";
import { useFormat } from "@/i18n/use-language";

/** What a zip of class folders holds: photos a class, some of them, and what is wrong. */
export function PhotosProfile({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Stack gap="sm" data-testid="photos-profile">
      <Problems problems={profile.problems} />
      <NoProblems profile={profile} />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t("images.own.counts", { n: format.number(profile.rows ?? 0, 0), classes: profile.classes.length })}
          </Text>
          <CountBars counts={profile.classes} testId="class-counts" />
        </div>
        {profile.samples.length > 0 && (
          <div>
            <Text size="sm" fw={600} mb={4}>
              {t("own.samples")}
            </Text>
            <Samples samples={profile.samples} />
          </div>
        )}
      </SimpleGrid>
    </Stack>
  );
}
