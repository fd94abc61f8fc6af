import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { Panel } from "@/components/panel";
import { Advanced } from "@/features/studio/advanced";
import { LivePicture } from "@/features/studio/live-picture";
import { MadeGallery } from "@/features/studio/made-gallery";
import { pictureUrl, readChoice } from "@/features/studio/picture-choice";
import { PresetsBar } from "@/features/studio/presets-bar";
import { RunPanel } from "@/features/studio/run-panel";
import { SettingSlider } from "@/features/studio/setting-slider";
import { StartButton } from "@/features/studio/start-button";
import { StudioCurl } from "@/features/studio/studio-curl";
import { StudioLayout } from "@/features/studio/studio-layout";
import type { Studio } from "@/features/studio/use-studio";
import { isCause } from "@/features/style/causes";
import { ContentAndStyle } from "@/features/style/content-and-style";
import { SecondStyle } from "@/features/style/second-style";
import { useWords } from "@/i18n/use-language";

const DRAWN_APART = new Set(["content", "style", "second_style", "mix", "strength", "colours", "longest_side"]);
const CURVES = ["content", "style", "smoothness"] as const;

/** One style transfer: two pictures, how strong, and the picture as it is repainted. */
export function Transfer({ studio, jobs }: { studio: Studio; jobs: Job[] }) {
  const { t } = useTranslation();
  const content = readChoice(studio.values["content"]);
  return (
    <StudioLayout
      choose={
        <Panel title={t("style.pictures")}>
          <Stack gap="sm">
            <ContentAndStyle studio={studio} jobs={jobs} />
            <Text size="sm" fw={600}>
              {t("studio.presets")}
            </Text>
            <PresetsBar studio={studio} presets={studio.recipe.presets.filter((preset) => !isCause(preset))} />
            <StartButton studio={studio} label={t("style.start")} testId="transfer" />
          </Stack>
        </Panel>
      }
      stage={
        <Panel title={t("style.stage")}>
          {studio.jobId === undefined ? (
            <LivePicture
              key={content && pictureUrl(content)}
              frames={[]}
              before={content && pictureUrl(content)}
              label={t("style.content")}
              note={t("style.stageEmpty")}
            />
          ) : (
            <RunPanel
              studio={studio}
              jobId={studio.jobId}
              curves={CURVES.map((metric) => ({ metric, title: t(`style.loss_${metric}`) }))}
              label={t("style.stage")}
            />
          )}
        </Panel>
      }
      tune={
        <Panel title={t("studio.more")}>
          <Stack gap="md">
            <SettingSlider studio={studio} name="strength" />
            <SettingSlider studio={studio} name="longest_side" />
            <Choice studio={studio} name="colours" />
            <SecondStyle studio={studio} jobs={jobs} />
            <Advanced studio={studio} fields={studio.fields.filter(({ name }) => !DRAWN_APART.has(name))} />
          </Stack>
        </Panel>
      }
      below={
        <>
          <Panel title={t("style.made")}>
            <MadeGallery jobs={jobs} current={studio.jobId} onPick={({ id }) => studio.show(id)} />
          </Panel>
          <StudioCurl studio={studio} />
        </>
      }
    />
  );
}

function Choice({ studio, name }: { studio: Studio; name: "colours" }) {
  const { t } = useTranslation();
  const words = useWords();
  const field = studio.fields.find((known) => known.name === name);
  if (!field) return null;
  return (
    <div>
      <Text size="sm" mb={4}>
        {words(field.title)}
      </Text>
      <SegmentedControl
        size="xs"
        aria-label={words(field.title)}
        value={String(studio.values[name])}
        onChange={(value) => studio.change(name, value)}
        data={[
          { value: "style", label: t("style.coloursStyle") },
          { value: "content", label: t("style.coloursContent") },
        ]}
        data-testid={`setting-${name}`}
      />
    </div>
  );
}
