import { Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import type { VaeEncodeQuestion } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { Panel } from "@/components/panel";
import { perform } from "@/features/actions/perform";
import classes from "@/features/vae/draw-panel.module.css";
import { inChannels } from "@/features/vae/drawing";
import { type Encoded, readEncoded } from "@/features/vae/encoded";
import { PixelPicture } from "@/features/vae/pixel-picture";
import { CANVAS, useDrawing } from "@/features/vae/use-drawing";
import type { VaeQuestion } from "@/features/vae/vae-question";
import { useFormat } from "@/i18n/use-language";

interface Props {
  model: string;
  question: VaeQuestion;
  /** Told whenever a picture was placed, or the drawing cleared. */
  onPlaced: (code: number[] | undefined) => void;
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Draw a picture, or choose one: its place on the map and what comes back from there. */
export function DrawPanel({ model, question, onPlaced }: Props) {
  const { t } = useTranslation();
  const { canvas, pixels, clear, handlers } = useDrawing(question.side);
  const encode = useMutation({
    mutationFn: async (body: VaeEncodeQuestion) => readEncoded(await perform(model, "encode", body)),
    onSuccess: (encoded) => onPlaced(encoded?.mean),
  });
  const encodeDrawing = useEffectEvent((drawn: number[]) => encode.mutate({ pixels: [inChannels(drawn, question.channels)] }));
  useEffect(() => {
    if (pixels) encodeDrawing(pixels);
  }, [pixels]);

  async function choose(file: File | null) {
    if (!file) return;
    clear();
    encode.mutate({ images: [await base64Of(file)] });
  }

  return (
    <Panel title={t("vae.draw")} help={t("vae.drawHelp")} testId="draw">
      <Stack gap="sm">
        <div className={classes.row}>
          <canvas
            ref={canvas}
            className={classes.canvas}
            width={CANVAS}
            height={CANVAS}
            aria-label={t("vae.canvas")}
            data-testid="canvas"
            {...handlers}
          />
          <div className={classes.small}>
            <PixelPicture pixels={pixels} side={question.side} label={t("vae.asSeen")} />
            <Text size="xs" c="dimmed">
              {t("vae.asSeen")}
            </Text>
          </div>
          {encode.data && <Reconstruction encoded={encode.data} />}
        </div>
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              clear();
              encode.reset();
              onPlaced(undefined);
            }}
            data-testid="clear-drawing"
          >
            {t("vae.clear")}
          </Button>
          <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => void choose(file)} inputProps={{ "aria-label": t("vae.choosePicture") }}>
            {(props) => (
              <Button {...props} size="xs" variant="default" loading={encode.isPending} data-testid="choose-picture">
                {t("vae.choosePicture")}
              </Button>
            )}
          </FileButton>
        </Group>
        {encode.isError && <ErrorNotice error={encode.error} />}
      </Stack>
    </Panel>
  );
}

function Reconstruction({ encoded }: { encoded: Encoded }) {
  const { t } = useTranslation();
  const format = useFormat();
  const place = encoded.mean.slice(0, 2).map((value) => format.number(value, 2));
  return (
    <div className={classes.small}>
      <img src={encoded.reconstruction} alt={t("vae.reconstructed")} data-testid="reconstruction" />
      <Text size="xs" c="dimmed" className="numeric">
        {t("vae.reconstructed")} · {encoded.mean.length === 2 && t("vae.place", { x: place[0], y: place[1] })}
        {" · "}
        {t("vae.cost", {
          reconstruction: format.number(encoded.reconstructionNats, 1),
          kl: format.number(encoded.klNats, 1),
        })}
      </Text>
    </div>
  );
}
