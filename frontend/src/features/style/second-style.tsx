import { Stack, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { readChoice, sentChoice } from "@/features/studio/picture-choice";
import { PicturePicker } from "@/features/studio/picture-picker";
import { sentUploads } from "@/features/studio/sent-uploads";
import { SettingSlider } from "@/features/studio/setting-slider";
import type { Studio } from "@/features/studio/use-studio";

const MIXED_IN = { sample: "mosaic", upload: null } as const;
const INSTEAD = { sample: "waves", upload: null } as const;

/** A second style to mix in, off at first. */
export function SecondStyle({ studio, jobs }: { studio: Studio; jobs: Job[] }) {
  const { t } = useTranslation();
  const second = readChoice(studio.values["second_style"]);
  const first = readChoice(studio.values["style"]);
  const start = first && "sample" in first && first.sample === MIXED_IN.sample ? INSTEAD : MIXED_IN;
  return (
    <Stack gap="xs">
      <Switch
        label={t("style.mix")}
        checked={second !== undefined}
        onChange={(event) => studio.change("second_style", event.currentTarget.checked ? start : null)}
        data-testid="setting-second_style"
      />
      {second && (
        <>
          <PicturePicker
            name="second_style"
            label={t("style.mix")}
            roles={["style", "photo"]}
            value={second}
            uploads={sentUploads(jobs)}
            error={studio.refused["second_style"]}
            onChange={(choice) => studio.change("second_style", sentChoice(choice))}
          />
          <SettingSlider studio={studio} name="mix" />
        </>
      )}
    </Stack>
  );
}
