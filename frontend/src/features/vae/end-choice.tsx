import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { VaeQuestion } from "@/features/vae/vae-question";

/** An end of a walk or a term of a sum: a class by its number, or where the point is now. */
export type End = number | "here";

interface Props {
  label: string;
  value: End;
  labels: readonly string[];
  testId: string;
  onChange: (end: End) => void;
}

export function EndChoice({ label, value, labels, testId, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={label}
      value={String(value)}
      onChange={(event) => {
        const picked = event.currentTarget.value;
        onChange(picked === "here" ? "here" : Number(picked));
      }}
      data={[
        { value: "here", label: t("vae.here") },
        ...labels.map((name, index) => ({ value: String(index), label: name })),
      ]}
      data-testid={testId}
    />
  );
}

/** The code an end stands for. */
export function codeOfEnd(end: End, question: VaeQuestion, here: readonly number[]): number[] {
  return [...(end === "here" ? here : (question.classMeans[end] ?? here))];
}
