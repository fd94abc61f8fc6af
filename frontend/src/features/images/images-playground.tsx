import { Skeleton, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Classify } from "@/features/images/classify";
import { OwnClasses } from "@/features/images/own-classes";
import { type Photo, photoOf, readPhotosQuestion, searchOf } from "@/features/images/photo";
import { useImagesSearch } from "@/features/images/use-images-search";
import { WhatItSees } from "@/features/images/what-it-sees";
import type { PlaygroundProps } from "@/features/predictions/playground";
import { recipesQuery } from "@/features/recipes/queries";
import { picturesQuery } from "@/features/studio/queries";

const TABS = ["classify", "sees", "own"] as const;

/** Says what a photo shows and where, what the layers see, and learns classes of one's own. */
export default function ImagesPlayground({ model, recipe, version }: PlaygroundProps) {
  const { t } = useTranslation();
  const { search, text, change } = useImagesSearch();
  const read = readPhotosQuestion(version.question);
  // Of the published network the examples are the sample photos again, only smaller.
  const question = recipe.name === "imagenet" ? { ...read, examples: [] } : read;
  const samples = useQuery(picturesQuery("photo")).data?.data ?? [];
  const images = useQuery(recipesQuery).data?.data.find(({ name }) => name === "images");
  const [sent, setSent] = useState<string[]>([]);
  const firstSample = samples[0];
  const first: Photo | undefined = question.examples.length > 0 ? { example: 0 } : firstSample && { sample: firstSample.name };
  const photo = photoOf(search, question.examples.length) ?? first;
  const tab = TABS.find((known) => known === text("tab")) ?? "classify";

  function choose(next: Photo) {
    if ("upload" in next) setSent([...new Set([next.upload, ...sent])]);
    change(searchOf(next));
  }

  const shared = { model, version: version.version, question, photo };
  return (
    <Tabs value={tab} onChange={(next) => change({ tab: next === "classify" ? undefined : (next ?? undefined) })} keepMounted={false}>
      <Tabs.List mb="md">
        {TABS.map((name) => (
          <Tabs.Tab key={name} value={name} data-testid={`tab-${name}`}>
            {t(`images.tabs.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="classify">
        <Classify {...shared} sent={sent} onChoose={choose} />
      </Tabs.Panel>
      <Tabs.Panel value="sees">
        <WhatItSees {...shared} sent={sent} onChoose={choose} />
      </Tabs.Panel>
      <Tabs.Panel value="own">{images ? <OwnClasses recipe={images} /> : <Skeleton height={300} />}</Tabs.Panel>
    </Tabs>
  );
}
