import { SimpleGrid } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { SchemaField } from "@/components/schema-form/schema-field";
import type { Field } from "@/components/schema-form/fields";
import { checkField } from "@/components/schema-form/validate";
import type { JsonRecord } from "@/lib/json";

interface Props {
  fields: Field[];
  values: JsonRecord;
  /** What the server said about a field, by its name. */
  refused: Record<string, string>;
  onChange: (name: string, value: unknown) => void;
  /** Draws the fields that need more than a form knows, such as pictures; undefined for all others. */
  special?: (field: Field, error: string | undefined) => ReactNode;
  cols?: number;
}

/** A form drawn from a recipe's settings: a new recipe needs no front-end code. */
export function SchemaForm({ fields, values, refused, onChange, special, cols = 2 }: Props) {
  const { t } = useTranslation();

  function errorOf(field: Field): string | undefined {
    const complaint = checkField(field, values[field.name]);
    if (!complaint) return refused[field.name];
    return "value" in complaint ? t(`form.${complaint.key}`, { value: complaint.value }) : t(`form.${complaint.key}`);
  }

  return (
    <SimpleGrid cols={{ base: 1, sm: cols }} spacing="lg" verticalSpacing="md">
      {fields.map((field) => {
        const error = errorOf(field);
        const drawn = special?.(field, error);
        if (drawn !== undefined) return <div key={field.name}>{drawn}</div>;
        return (
          <SchemaField
            key={field.name}
            field={field}
            value={values[field.name]}
            error={error}
            onChange={(value) => onChange(field.name, value)}
          />
        );
      })}
    </SimpleGrid>
  );
}
