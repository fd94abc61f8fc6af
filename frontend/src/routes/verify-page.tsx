import { Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/error-notice";
import { ButtonLink } from "@/components/links";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { usePictureDrop } from "@/features/studio/picture-drop";
import stage from "@/features/studio/stage.module.css";
import classes from "@/features/studio/picture-picker.module.css";
import { useVerdict } from "@/features/studio/use-verdict";
import { VerdictView } from "@/features/studio/verdict-view";

/** Drop a PNG that was made here, and see whether it can be made again, pixel for pixel. */
export function VerifyPage() {
  const { t } = useTranslation();
  const verdict = useVerdict();
  const [preview, setPreview] = useState<string>();
  const { over, handlers } = usePictureDrop(take);

  function take(file: File) {
    if (preview) URL.revokeObjectURL(preview);
    setPreview(URL.createObjectURL(file));
    verdict.ask(file);
  }

  return (
    <>
      <PageHeader title={t("verify.title")} intro={t("verify.intro")} />
      <Stack gap="md">
        <Panel title={t("verify.drop")} help={t("verify.dropHelp")}>
          <Stack gap="sm" {...handlers} className={classes.drop} data-over={over || undefined} data-testid="verify-drop">
            {preview && (
              <div className={stage.stage}>
                <img src={preview} alt={t("verify.yourPicture")} className={stage.picture} style={{ maxHeight: "22rem" }} />
              </div>
            )}
            <Group>
              <FileButton
                accept="image/png"
                onChange={(file) => file && take(file)}
                inputProps={{ id: "verify-file", "aria-label": t("verify.pick") }}
              >
                {(button) => (
                  <Button {...button} loading={verdict.state === "sending"} data-testid="verify-pick">
                    {t("verify.pick")}
                  </Button>
                )}
              </FileButton>
              <Text size="sm" c="dimmed">
                {t("verify.orDrop")}
              </Text>
            </Group>
          </Stack>
        </Panel>
        {verdict.error && (
          <>
            <ErrorNotice error={verdict.error} title={t("verify.refused")} />
            <Group gap="xs">
              <Text size="sm">{t("verify.refusedHelp")}</Text>
              <ButtonLink to="/play/$model" params={{ model: "deep-dream" }} size="xs" variant="default">
                {t("verify.makeOne")}
              </ButtonLink>
            </Group>
          </>
        )}
        {(verdict.answer || verdict.state === "sending") && (
          <Panel title={t("verify.answer")}>
            <VerdictView verdict={verdict} />
          </Panel>
        )}
      </Stack>
    </>
  );
}
