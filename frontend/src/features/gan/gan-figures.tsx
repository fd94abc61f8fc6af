import { Alert, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Version } from "@/api/types";
import { FactList } from "@/components/fact-list";
import { Panel } from "@/components/panel";
import { versionQuery } from "@/features/actions/queries";
import { Bars } from "@/features/gan/bars";
import { logShare, readAlarms, readDistances } from "@/features/gan/gan-answer";
import { useFormat, useWords } from "@/i18n/use-language";
import { numberAt } from "@/lib/json";

/** How far the samples are from real pictures, beside real ones, an untrained generator and noise. */
export function GanFigures({ model, version }: { model: string; version: Version }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const whole = useQuery(versionQuery(model, version.version));
  const distances = readDistances(version.metrics);
  const largest = Math.max(...distances.map(({ value }) => value), 1);
  const figure = (name: string) => numberAt(version.metrics, name);
  const share = (name: string) => (figure(name) === undefined ? undefined : format.percent(figure(name), 1));
  return (
    <Panel title={t("gan.figures")} help={t("gan.figuresHelp")} testId="gan-figures">
      <Stack gap="sm">
        {readAlarms(whole.data?.report).map(({ epoch, words: said }) => (
          <Alert key={said.en} color="orange" variant="light" p="xs" role="note">
            <Text size="sm" c="var(--mantine-color-text)">
              {epoch !== undefined && `${t("gan.sinceEpoch", { epoch })} `}
              {words(said)}
            </Text>
          </Alert>
        ))}
        <Text size="sm" fw={600}>
          {t("gan.frechet")}
        </Text>
        <Bars
          label={t("gan.frechet")}
          testId="frechet"
          bars={distances.map(({ name, value }) => ({
            name: t(`gan.distance_${name}`),
            share: logShare(value, largest),
            figure: format.number(value),
            first: name === "here",
          }))}
        />
        <FactList
          facts={[
            { name: t("gan.classesPresent"), value: format.number(figure("classes"), 0) },
            { name: t("gan.evenness"), value: share("entropy") },
            { name: t("gan.confidence"), value: share("confidence") },
            { name: t("gan.contrast"), value: share("contrast") },
            { name: t("gan.asAsked"), value: share("label_accuracy") },
            { name: t("gan.judge"), value: share("judge_accuracy") },
          ]}
        />
      </Stack>
    </Panel>
  );
}
