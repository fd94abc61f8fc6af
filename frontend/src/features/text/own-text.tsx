import { Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Recipe } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { FileDrop } from "@/components/file-drop";
import { ButtonLink } from "@/components/links";
import { Panel } from "@/components/panel";
import { Presets } from "@/features/actions/presets";
import { storeText } from "@/features/text/store-text";

/** A person's own UTF-8 text: dropped or chosen, stored as a data set, and trained on. */
export function OwnText({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const store = useMutation({
    mutationFn: storeText,
    onSuccess: () => client.invalidateQueries({ queryKey: ["data-sets"] }),
  });
  const name = store.data;

  return (
    <Panel title={t("text.own")} help={t("text.ownHelp")} testId="own-text">
      <Stack gap="sm">
        <FileDrop
          title={t("text.ownDrop")}
          choose={t("text.ownChoose")}
          accept=".txt,.md,text/plain"
          id="own-text"
          busy={store.isPending}
          onFile={(file) => store.mutate(file)}
        />
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
              <ButtonLink to="/train/$recipe" params={{ recipe: recipe.name }} search={{ data_set: name }} variant="default" size="xs">
                {t("act.allSettings")}
              </ButtonLink>
            </Group>
          </Stack>
        )}
      </Stack>
    </Panel>
  );
}
