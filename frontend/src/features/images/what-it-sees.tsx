import { Select, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { PictureGrid } from "@/features/actions/picture-grid";
import { pngSource } from "@/features/actions/pictures";
import type { Photo } from "@/features/images/photo";
import { PhotoChoice, type PhotoProps } from "@/features/images/photo-choice";
import { inspectQuery, photoQuery } from "@/features/images/queries";
import { numberAt, recordsAt, textAt, textsAt } from "@/lib/json";

/** The filters of the first layer, and what each layer makes of the photo. */
export function WhatItSees(props: PhotoProps) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: "start" }}>
      <PhotoChoice {...props} />
      {props.photo ? (
        <Seen {...props} photo={props.photo} />
      ) : (
        <Panel title={t("images.activations")}>
          <Text c="dimmed">{t("images.choose")}</Text>
        </Panel>
      )}
    </SimpleGrid>
  );
}

function Seen({ model, version, question, photo }: PhotoProps & { photo: Photo }) {
  const { t } = useTranslation();
  const query = useQuery(photoQuery(photo, question.examples));
  const seen = useQuery(inspectQuery(model, version, photo, query.data));
  const [chosen, setChosen] = useState<string>();
  const refused = query.error ?? seen.error;
  if (refused !== null) return <ErrorNotice error={refused} onRetry={() => void seen.refetch()} />;
  if (seen.data === undefined) return <Skeleton height={420} />;
  const layers = recordsAt(seen.data, "layers");
  const filters = textsAt(seen.data, "filters").map(pngSource);
  const layer = layers.find((known) => textAt(known, "name") === chosen) ?? layers[0];
  return (
    <Stack gap="md" miw={0}>
      <Panel title={t("images.activations")} help={t("images.activationsHelp")} testId="activations">
        <Stack gap="sm">
          <Select
            label={t("images.layer")}
            data={layers.map((known) => ({ value: textAt(known, "name") ?? "", label: nameOf(known) }))}
            value={textAt(layer, "name") ?? null}
            onChange={(next) => setChosen(next ?? undefined)}
            allowDeselect={false}
            data-testid="layer"
          />
          <PictureGrid
            sources={textsAt(layer, "maps").map(pngSource)}
            columns={4}
            alt={(index) => t("images.map", { n: index + 1, layer: textAt(layer, "name") ?? "" })}
            testId="maps"
          />
        </Stack>
      </Panel>
      {filters.length > 0 && (
        <Panel title={t("images.filters")} help={t("images.filtersHelp")}>
          <PictureGrid sources={filters} columns={8} alt={(index) => t("images.filter", { n: index + 1 })} testId="filters" />
        </Panel>
      )}
    </Stack>
  );

  function nameOf(known: unknown): string {
    const size = `${String(numberAt(known, "width") ?? 0)} × ${String(numberAt(known, "height") ?? 0)}`;
    return t("images.layerOf", { name: textAt(known, "name") ?? "", size, channels: numberAt(known, "channels") ?? 0 });
  }
}
