import { NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  value: number | null;
  min?: number;
  max: number;
  step?: number;
  testId: string;
  onChange: (value: number | null) => void;
}

/** A whole number; empty means no limit. */
export function CountInput({ label, value, min = 1, max, step = 1, testId, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <NumberInput
      label={label}
      placeholder={t("text.all")}
      value={value ?? ""}
      onChange={(next) => onChange(typeof next === "number" && next >= min ? next : null)}
      min={min}
      max={max}
      step={step}
      allowDecimal={false}
      clampBehavior="strict"
      data-testid={testId}
    />
  );
}
