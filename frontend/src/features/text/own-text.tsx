import { Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { ButtonLink } from "@/components/links";
import { Panel } from "@/components/panel";
import { Presets } from "@/features/actions/presets";
import classes from "@/features/text/own-text.module.css";
import { storeText } from "@/features/text/store-text";

/** A person's own UTF-8 text: dropped or chosen, stored as a data set, and trained on. */
export function OwnText({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [over, setOver] = useState(false);
  const store = useMutation({
    mutationFn: storeText,
    onSuccess: () => client.invalidateQueries({ queryKey: ["data-sets"] }),
  });
  const name = store.data;

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) store.mutate(file);
  }

  return (
    <Panel title={t("text.own")} help={t("text.ownHelp")} testId="own-text">
      <Stack gap="sm">
        <div
          className={classes.drop}
          data-over={over}
          role="group"
          aria-label={t("text.ownDrop")}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <FileButton accept=".txt,.md,text/plain" onChange={(file) => file && store.mutate(file)} inputProps={{ "aria-label": t("text.ownChoose") }}>
            {(props) => (
              <Button {...props} variant="default" loading={store.isPending} data-testid="choose-text">
                {t("text.ownChoose")}
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            {t("text.ownDrop")}
          </Text>
        </div>
        {store.isError && <ErrorNotice error={store.error} title={t("text.ownRefused")} />}
        {name !== undefined && (
          <Stack gap="xs" data-testid="own-text-stored">
            <Text size="sm">{t("text.ownStored", { name })}</Text>
            <Presets
              recipe={recipe}
              dataSet={name}
              model={name}
              onStarted={(job) => void navigate({ to: "/jobs/$job", params: { job: job.id } })}
            />
            <Group>
              <ButtonLink to="/train/$recipe" params={{ recipe: recipe.name }} variant="default" size="xs">
                {t("act.allSettings")}
              </ButtonLink>
            </Group>
          </Stack>
        )}
      </Stack>
    </Panel>
  );
}
