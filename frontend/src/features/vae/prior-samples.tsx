import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { VaeSampleQuestion } from "@/api/types";
import { Panel } from "@/components/panel";
import { ActionPictures } from "@/features/actions/action-pictures";

interface Props {
  model: string;
  version: number;
  onGo: (code: number[]) => void;
}

const COUNT = 40;

/** Pictures of places drawn at random from the prior. */
export function PriorSamples({ model, version, onGo }: Props) {
  const { t } = useTranslation();
  const [seed, setSeed] = useState(0);
  return (
    <Panel
      title={t("vae.samples")}
      help={t("vae.samplesHelp")}
      actions={
        <Button size="xs" variant="default" onClick={() => setSeed(seed + 1)} data-testid="redraw">
          {t("vae.redraw")}
        </Button>
      }
    >
      <ActionPictures
        model={model}
        version={version}
        action="sample"
        body={{ n: COUNT, seed } satisfies VaeSampleQuestion}
        columns={20}
        alt={(index) => t("vae.sampleN", { n: index + 1 })}
        onPick={onGo}
        testId="samples"
      />
    </Panel>
  );
}
