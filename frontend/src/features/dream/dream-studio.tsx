import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { Panel } from "@/components/panel";
import { LayerCards } from "@/features/dream/layer-cards";
import { dreamLayers } from "@/features/dream/layers";
import { isAtlas, useAtlas } from "@/features/dream/use-atlas";
import { Advanced } from "@/features/studio/advanced";
import { LivePicture } from "@/features/studio/live-picture";
import { MadeGallery } from "@/features/studio/made-gallery";
import { pictureUrl, readChoice, sentChoice } from "@/features/studio/picture-choice";
import { PicturePicker } from "@/features/studio/picture-picker";
import { PresetsBar } from "@/features/studio/presets-bar";
import { madeQuery } from "@/features/studio/queries";
import { RunPanel } from "@/features/studio/run-panel";
import { sentUploads } from "@/features/studio/sent-uploads";
import { StartButton } from "@/features/studio/start-button";
import { StudioCurl } from "@/features/studio/studio-curl";
import { StudioLayout } from "@/features/studio/studio-layout";
import { useStudio } from "@/features/studio/use-studio";

const DRAWN_APART = new Set(["photo", "layers", "view", "base"]);

/** DeepDream: a photo, what the network is to see in it, and the dream as it grows. */
export default function DreamStudio({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const studio = useStudio(recipe);
  const made = useQuery(madeQuery(recipe.name)).data?.data ?? [];
  const atlas = useAtlas(made);
  const photo = readChoice(studio.values["photo"]);
  return (
    <StudioLayout
      choose={
        <Panel title={t("dream.photo")}>
          <Stack gap="sm">
            <PicturePicker
              name="photo"
              label={t("dream.photo")}
              roles={["photo", "style"]}
              value={photo}
              uploads={sentUploads(made)}
              error={studio.refused["photo"]}
              catchesPaste
              onChange={(choice) => studio.change("photo", sentChoice(choice))}
            />
            <Text size="sm" fw={600}>
              {t("studio.presets")}
            </Text>
            <PresetsBar studio={studio} presets={recipe.presets} />
            <StartButton studio={studio} label={t("dream.start")} testId="dream" />
          </Stack>
        </Panel>
      }
      stage={
        <Panel title={t("dream.stage")}>
          {studio.jobId === undefined ? (
            <LivePicture
              key={photo && pictureUrl(photo)}
              frames={[]}
              before={photo && pictureUrl(photo)}
              label={t("dream.photo")}
              note={t("dream.stageEmpty")}
            />
          ) : (
            <RunPanel
              studio={studio}
              jobId={studio.jobId}
              curves={[{ metric: "loss", title: t("dream.loss") }]}
              label={t("dream.stage")}
            />
          )}
        </Panel>
      }
      tune={
        <Stack gap="md">
          <LayerCards studio={studio} layers={dreamLayers(recipe.params_schema)} atlas={atlas} />
          <Panel title={t("studio.more")}>
            <Advanced studio={studio} fields={studio.fields.filter(({ name }) => !DRAWN_APART.has(name))} />
          </Panel>
        </Stack>
      }
      below={
        <>
          <Panel title={t("dream.made")}>
            <MadeGallery
              jobs={made.filter((job) => !isAtlas(job))}
              current={studio.jobId}
              onPick={({ id }) => studio.show(id)}
            />
          </Panel>
          <StudioCurl studio={studio} />
        </>
      }
    />
  );
}
