import { Stack, Text } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { CopyText } from "@/components/copy-text";
import { ErrorNotice } from "@/components/error-notice";
import { readPictures } from "@/features/actions/pictures";
import { SavePng } from "@/features/actions/save-png";
import { useLatestAction } from "@/features/actions/use-latest";
import classes from "@/features/vae/latent-map.module.css";
import { useFormat } from "@/i18n/use-language";

/** What the decoder draws for a code; follows it as fast as the answers come. */
export function DecodedPicture({ model, code }: { model: string; code: number[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { answer, error, ask } = useLatestAction(model, "decode");
  useEffect(() => ask({ latent: [code] }), [ask, code]);
  const { sources, latents } = readPictures(answer);
  const shown = code.slice(0, 6).map((value) => format.number(value, 2)).join(", ");
  return (
    <Stack gap="xs" miw={0}>
      {error !== undefined && <ErrorNotice error={error} onRetry={() => ask({ latent: [code] })} />}
      {sources[0] !== undefined && (
        <img
          className={classes.decoded}
          src={sources[0]}
          alt={t("vae.decoded", { code: shown })}
          decoding="sync"
          data-testid="decoded"
          data-code={JSON.stringify(latents[0] ?? [])}
        />
      )}
      <Text size="sm" className="numeric" data-testid="code">
        {code.length === 2 ? t("vae.place", { x: format.number(code[0], 2), y: format.number(code[1], 2) }) : `${shown}…`}
      </Text>
      <Text size="sm" c="dimmed">
        {t("vae.dragHelp")}
      </Text>
      <SavePng model={model} action="decode" body={{ latent: [code] }} withVerify />
      <CopyText value={window.location.href} label={t("vae.share")} testId="share" style={{ alignSelf: "flex-start" }} />
    </Stack>
  );
}
