import { beforeAll, describe, expect, it } from "vitest";
import i18next, { type TFunction } from "i18next";
import en from "@/i18n/en.json";
import zh from "@/i18n/zh.json";
import { phaseWords } from "@/features/jobs/phase-words";

let english: TFunction;
let chinese: TFunction;

beforeAll(async () => {
  const i18n = i18next.createInstance();
  await i18n.init({ lng: "zh", resources: { en: { translation: en }, zh: { translation: zh } }, interpolation: { escapeValue: false } });
  [english, chinese] = [i18n.getFixedT("en"), i18n.getFixedT("zh")];
});

describe("what a job says that it does", () => {
  it.each([
    ["epoch 7/32", "第 7/32 轮"],
    ["head: epoch 2/9", "分类头：第 2/9 轮"],
    ["fine-tuning: epoch 3/9", "微调：第 3/9 轮"],
    ["teaching the judge, 40 %", "训练评判网络，40 %"],
    ["evaluation 3/60, half size", "第 3/60 次评估，半尺寸"],
    ["octave 2", "第 2 个八度"],
    ["building the vocabulary", "建立词汇表"],
  ])("reads %s in Chinese", (phase, words) => {
    expect(phaseWords(chinese, phase)).toBe(words);
  });

  it.each(["epoch 7/32", "head: epoch 2/9", "reading texts"])("keeps %s in English", (phase) => {
    expect(phaseWords(english, phase)).toBe(phase);
  });

  it.each(["block10_add", "a phase: that nobody knows", "fold 3: "])("leaves %s alone where it is not known", (phase) => {
    expect(phaseWords(chinese, phase)).toMatch(/^(block10_add|a phase：that nobody knows|fold 3: )$/);
  });
});
