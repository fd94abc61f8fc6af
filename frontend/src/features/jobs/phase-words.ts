import type { TFunction } from "i18next";
import en from "@/i18n/en.json";

const isKey = (key: string): key is keyof typeof en.phases => key in en.phases;

const WITH_NUMBERS = [
  [/^epoch (\d+)\/(\d+)$/, "phasePatterns.epoch"],
  [/^octave (\d+)$/, "studio.octave"],
  [/^zoom (\d+)$/, "studio.zoom"],
  [/^evaluation (\d+)\/(\d+)$/, "phasePatterns.evaluation"],
  [/^evaluation (\d+)\/(\d+), half size$/, "phasePatterns.half"],
  [/^teaching the judge, (\d+) %$/, "phasePatterns.judge"],
] as const;

/** What a job says that it does, in the reader's language; a phase that is not known stays as it is. */
export function phaseWords(t: TFunction, phase: string): string {
  const known = Object.keys(en.phases).filter(isKey).find((key) => en.phases[key] === phase);
  if (known) return t(`phases.${known}`);
  for (const [pattern, key] of WITH_NUMBERS) {
    const [found, n, of] = pattern.exec(phase) ?? [];
    if (found) return t(key, { n, of });
  }
  const [stage, rest] = phase.split(/: (.*)/s);
  return stage && rest ? t("phasePatterns.stage", { stage: phaseWords(t, stage), phase: phaseWords(t, rest) }) : phase;
}
