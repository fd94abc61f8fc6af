import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";
import { sameValue, shownValue } from "@/components/schema-form/fields";

interface Props extends Omit<TextInputProps, "value" | "onChange"> {
  value: unknown;
  onChange: (value: unknown) => void;
}

/** Numbers separated by commas: "16, 16". What cannot be read is passed on as text, to be complained about. */
export function ListInput({ value, onChange, ...input }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed !== null && sameValue(readList(typed), value) ? typed : textOf(value);
  return (
    <TextInput
      {...input}
      inputMode="numeric"
      value={shown}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(readList(event.currentTarget.value));
      }}
    />
  );
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : shownValue(value);
}

export function readList(text: string): number[] | string {
  const parts = text
    .split(/[,，\s]+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const numbers = parts.map(Number);
  return numbers.every(Number.isFinite) ? numbers : text;
}
