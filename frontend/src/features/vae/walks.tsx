import { SimpleGrid, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { VaeArithmeticQuestion, VaeInterpolateQuestion } from "@/api/types";
import { Panel } from "@/components/panel";
import { ActionPictures } from "@/features/actions/action-pictures";
import { codeOfEnd, type End, EndChoice } from "@/features/vae/end-choice";
import type { VaeQuestion } from "@/features/vae/vae-question";

interface Props {
  model: string;
  version: number;
  question: VaeQuestion;
  here: readonly number[];
  onGo: (code: number[]) => void;
}

const STEPS = 12;
const FOLLOW_AFTER_MS = 150;

/** The pictures on the straight line between two places. */
export function Interpolation({ model, version, question, here, onGo }: Props) {
  const { t } = useTranslation();
  const many = question.labels.length > 1;
  const [from, setFrom] = useState<End>(many ? 0 : "here");
  const [to, setTo] = useState<End>(many ? 1 : "here");
  const [settled] = useDebouncedValue(here, FOLLOW_AFTER_MS);
  const end = many || to !== "here" ? codeOfEnd(to, question, settled) : settled.map((value) => -value);
  const body = { start: codeOfEnd(from, question, settled), end, steps: STEPS } satisfies VaeInterpolateQuestion;
  return (
    <Panel title={t("vae.interpolate")} help={many ? t("vae.interpolateHelp") : t("vae.interpolateMirror")}>
      <Stack gap="sm">
        {many && (
          <SimpleGrid cols={2} spacing="sm">
            <EndChoice label={t("vae.from")} value={from} labels={question.labels} testId="interpolate-from" onChange={setFrom} />
            <EndChoice label={t("vae.to")} value={to} labels={question.labels} testId="interpolate-to" onChange={setTo} />
          </SimpleGrid>
        )}
        <ActionPictures
          model={model}
          version={version}
          action="interpolate"
          body={body}
          columns={STEPS}
          alt={(index) => t("vae.stepOf", { n: index + 1, of: STEPS })}
          onPick={onGo}
          testId="interpolation"
        />
      </Stack>
    </Panel>
  );
}

/** a − b + c with the mean codes of classes, or where the point is now. */
export function Arithmetic({ model, version, question, here, onGo }: Props) {
  const { t } = useTranslation();
  const last = question.labels.length - 1;
  const [a, setA] = useState<End>(Math.min(8, last));
  const [b, setB] = useState<End>(Math.min(3, last));
  const [c, setC] = useState<End>(Math.min(5, last));
  const [settled] = useDebouncedValue(here, FOLLOW_AFTER_MS);
  const term = (end: End, weight: number) => ({ latent: codeOfEnd(end, question, settled), weight });
  const signs = ["a", "− b", "+ c", "="];
  if (last < 1) return null;
  return (
    <Panel title={t("vae.arithmetic")} help={t("vae.arithmeticHelp")}>
      <Stack gap="sm">
        <SimpleGrid cols={3} spacing="sm">
          <EndChoice label="a" value={a} labels={question.labels} testId="term-a" onChange={setA} />
          <EndChoice label="− b" value={b} labels={question.labels} testId="term-b" onChange={setB} />
          <EndChoice label="+ c" value={c} labels={question.labels} testId="term-c" onChange={setC} />
        </SimpleGrid>
        <ActionPictures
          model={model}
          version={version}
          action="arithmetic"
          body={{ terms: [term(a, 1), term(b, -1), term(c, 1)] } satisfies VaeArithmeticQuestion}
          columns={4}
          alt={(index) => signs[index] ?? ""}
          caption={(index) => signs[index]}
          onPick={onGo}
          testId="arithmetic"
        />
      </Stack>
    </Panel>
  );
}
