import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Job, JobWish, Recipe } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { AnchorLink } from "@/components/links";
import { Panel } from "@/components/panel";
import classes from "@/features/images/images.module.css";
import { estimateQuery, useStartJob } from "@/features/jobs/queries";
import { TrainEstimate } from "@/features/jobs/train-estimate";
import { useFormat } from "@/i18n/use-language";
import { isName } from "@/lib/name";

/** The four ways of the book, and what each reached there on 2,000 photos of cats and dogs (1E §5.2, 2E ch. 8). */
const MODES = [
  { mode: "features", book: 0.975 },
  { mode: "fine-tune", book: 0.985 },
  { mode: "augmented", book: 0.83 },
  { mode: "scratch", book: 0.72 },
] as const;
type Mode = (typeof MODES)[number]["mode"];

interface Props {
  recipe: Recipe;
  dataSet: string;
  onStarted: (job: Job) => void;
}

/** How to learn, under which name, and start. */
export function LearnPhotos({ recipe, dataSet, onStarted }: Props) {
  const { t } = useTranslation();
  const start = useStartJob();
  const [mode, setMode] = useState<Mode>("features");
  const [model, setModel] = useState(dataSet);
  const sound = isName(model);
  const wish = (way: Mode): JobWish => ({ kind: "train", recipe: recipe.name, params: { mode: way }, data_set: dataSet, model: sound ? model : dataSet });
  return (
    <Panel title={t("images.own.learn")} help={t("images.own.learnHelp")} testId="learn-photos">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (sound) start.mutate(wish(mode), { onSuccess: onStarted });
        }}
      >
        <Stack gap="md">
          <div role="radiogroup" aria-label={t("images.own.learn")} className={classes.cards}>
            {MODES.map(({ mode: way, book }) => (
              <ModeCard key={way} mode={way} book={book} wish={wish(way)} checked={way === mode} onChange={() => setMode(way)} />
            ))}
          </div>
          <Text size="xs" c="dimmed">
            {t("images.own.bookHelp")}
          </Text>
          <TextInput
            label={t("train.model")}
            description={t("train.modelRule")}
            value={model}
            onChange={(event) => {
              setModel(event.currentTarget.value);
              start.reset();
            }}
            error={sound ? undefined : t("train.modelRule")}
            maw="26rem"
            data-testid="model-name"
          />
          {start.isError && <ErrorNotice error={start.error} title={t("train.refused")} />}
          <Group justify="space-between" gap="sm">
            <TrainEstimate wish={wish(mode)} recipe={recipe} />
            <Group gap="sm">
              <AnchorLink to="/train/$recipe" params={{ recipe: recipe.name }} search={{ data_set: dataSet }} size="sm">
                {t("act.allSettings")}
              </AnchorLink>
              <Button type="submit" size="md" loading={start.isPending} disabled={!sound} data-testid="start-training">
                {t("train.start")}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

interface CardProps {
  mode: Mode;
  book: number;
  wish: JobWish;
  checked: boolean;
  onChange: () => void;
}

function ModeCard({ mode, book, wish, checked, onChange }: CardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const estimate = useQuery(estimateQuery(wish));
  const title = t(`images.own.modes.${mode}`);
  return (
    <label className={classes.card}>
      <input type="radio" name="mode" aria-label={title} checked={checked} onChange={onChange} data-testid={`mode-${mode}`} />
      <Text span fw={650}>
        {title}
      </Text>
      <Text span size="sm" c="dimmed">
        {t(`images.own.does.${mode}`)}
      </Text>
      <Text span size="sm" className="numeric">
        {t("images.own.book", { figure: format.percent(book) })}
        {estimate.data && ` · ${t("studio.takesAbout", { duration: format.seconds(estimate.data.cost_s) })}`}
      </Text>
    </label>
  );
}
