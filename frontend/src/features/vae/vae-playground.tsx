import { SegmentedControl, SimpleGrid, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "@/components/panel";
import { ActionCurl } from "@/features/actions/action-curl";
import type { PlaygroundProps } from "@/features/predictions/playground";
import { useSearchWrite, useSharedSearch } from "@/features/predictions/use-search-write";
import { Timeline } from "@/features/timeline/timeline";
import { ClassLegend } from "@/features/vae/class-legend";
import { DecodedPicture } from "@/features/vae/decoded-picture";
import { DrawPanel } from "@/features/vae/draw-panel";
import { LatentMap, type Layer } from "@/features/vae/latent-map";
import classes from "@/features/vae/latent-map.module.css";
import { codeOf, pointOf, readCode, roundedCode } from "@/features/vae/latent-plane";
import { LatentSliders } from "@/features/vae/latent-sliders";
import { PriorSamples } from "@/features/vae/prior-samples";
import { VaeFigures } from "@/features/vae/vae-figures";
import { readVaeQuestion } from "@/features/vae/vae-question";
import { Arithmetic, Interpolation } from "@/features/vae/walks";
import { isFiniteNumber } from "@/lib/json";

/** The latent map: drag a point and see the picture it stands for. */
export default function VaePlayground({ model, recipe, version }: PlaygroundProps) {
  const { t } = useTranslation();
  const shared = useSharedSearch();
  const writeSearch = useSearchWrite();
  const [question] = useState(() => readVaeQuestion(version.question));
  const [code, setCode] = useState(() => readCode(shared["z"], question.latent) ?? codeOf(question.plane, [0, 0]));
  const [epoch, setEpoch] = useState(isFiniteNumber(shared["epoch"]) ? shared["epoch"] : undefined);
  const [layer, setLayer] = useState<Layer>("both");
  const [picked, setPicked] = useState<number>();
  const [drawn, setDrawn] = useState<number[]>();

  function share(z: number[], at: number | undefined) {
    writeSearch({ z, ...(at === undefined ? {} : { epoch: at }) });
  }
  function go(to: number[]) {
    const next = roundedCode(to);
    setCode(next);
    share(next, epoch);
  }
  function pick(label: number | undefined) {
    setPicked(label);
    const mean = label === undefined ? undefined : question.classMeans[label];
    if (mean) go(mean);
  }
  const losses = [
    { name: "val_reconstruction", title: t("vae.heldOutCurve"), color: "var(--ch-line-validation)", chart: t("vae.reconstructionChart") },
    { name: "reconstruction", title: t("vae.trainingCurve"), color: "var(--ch-line-training)", dashed: true, chart: t("vae.reconstructionChart") },
    { name: "val_kl", title: t("vae.kl"), color: "var(--ch-line-book)", chart: t("vae.klChart") },
  ];
  const walk = { model, version: version.version, question, here: code, onGo: go };

  return (
    <Stack gap="md">
      <Panel
        title={t("vae.map")}
        help={t("vae.mapHelp")}
        actions={
          <SegmentedControl
            size="xs"
            aria-label={t("vae.layer")}
            value={layer}
            onChange={(value) => setLayer(value === "points" || value === "pictures" ? value : "both")}
            data={(["points", "pictures", "both"] as const).map((value) => ({ value, label: t(`vae.layer_${value}`) }))}
            data-testid="map-layer"
          />
        }
      >
        <div className={classes.layout}>
          <Stack gap="xs" miw={0}>
            <LatentMap
              model={model}
              version={version.version}
              question={question}
              layer={layer}
              picked={picked}
              point={pointOf(question.plane, code)}
              drawn={drawn && pointOf(question.plane, drawn)}
              onMove={(point) => go(codeOf(question.plane, point))}
            />
            <ClassLegend labels={question.labels} picked={picked} onPick={pick} />
          </Stack>
          <DecodedPicture model={model} code={code} />
        </div>
        {question.latent > 2 && <LatentSliders code={code} std={question.std} onChange={go} />}
      </Panel>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Stack gap="md" miw={0}>
          <DrawPanel model={model} question={question} onPlaced={setDrawn} />
          <VaeFigures version={version} />
        </Stack>
        <Stack gap="md" miw={0}>
          <Interpolation {...walk} />
          <Arithmetic {...walk} />
        </Stack>
      </SimpleGrid>
      <PriorSamples model={model} version={version.version} onGo={go} />
      <Timeline
        job={version.job_id}
        recipe={recipe}
        losses={losses}
        startEpoch={epoch}
        onEpoch={(next) => {
          setEpoch(next);
          share(code, next);
        }}
      />
      <ActionCurl model={model} action="decode" body={{ latent: [code] }} accept="image/png" />
    </Stack>
  );
}
