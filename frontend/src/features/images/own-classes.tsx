import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { dataSetsQuery } from "@/features/data-sets/queries";
import { DesignerRun } from "@/features/designer/designer-run";
import { ChosenPhotos } from "@/features/images/chosen-photos";
import { LearnPhotos } from "@/features/images/learn-photos";
import { PhotosZip } from "@/features/images/photos-zip";
import { useImagesSearch } from "@/features/images/use-images-search";

interface Props {
  recipe: Recipe;
  /** A training that runs already. */
  job?: string | undefined;
}

/** From a zip of class folders to a model that tells them apart: photos, way to learn, training. */
export function OwnClasses({ recipe, job: running }: Props) {
  const { t } = useTranslation();
  const { text, change } = useImagesSearch();
  const dataSets = useQuery(dataSetsQuery);
  const photos = (dataSets.data?.data ?? []).filter(({ recipes, kind }) => kind === "images" && recipes.includes(recipe.name));
  const chosen = photos.find(({ name }) => name === text("data"));
  const job = text("job") ?? running;
  if (dataSets.isError) return <ErrorNotice error={dataSets.error} onRetry={() => void dataSets.refetch()} />;
  if (dataSets.isPending) return <Skeleton height={300} />;
  return (
    <Stack gap="md">
      {job !== undefined && <DesignerRun jobId={job} recipe={recipe} onClose={() => change({ job: undefined })} />}
      <Panel title={t("images.own.photos")} help={t("images.own.photosHelp")} testId="own-photos">
        {chosen ? (
          <ChosenPhotos dataSet={chosen} onOther={() => change({ data: undefined })} />
        ) : (
          <PhotosZip known={photos} onChosen={(data) => change({ data, upload: undefined, file: undefined })} />
        )}
      </Panel>
      {chosen && (
        <LearnPhotos
          key={chosen.name}
          recipe={recipe}
          dataSet={chosen.name}
          onStarted={(started) => {
            change({ job: started.id });
            window.scrollTo({ top: 0 });
          }}
        />
      )}
    </Stack>
  );
}
