import { Button, Fieldset, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Field, initialValues } from "@/components/schema-form/fields";
import { SchemaField } from "@/components/schema-form/schema-field";
import { checkField } from "@/components/schema-form/validate";
import { useWords } from "@/i18n/use-language";
import { isRecord, type JsonRecord } from "@/lib/json";

interface Props {
  field: Field;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

/** A setting that is a list of objects, one row each; a free choice is offered for a new row. */
export function ObjectList({ field, value, error, onChange }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const rows = Array.isArray(value) ? value.filter(isRecord) : [];

  function put(index: number, change: JsonRecord) {
    onChange(rows.map((row, place) => (place === index ? { ...row, ...change } : row)));
  }

  return (
    <Fieldset legend={words(field.title)} data-testid={`setting-${field.name}`} p="sm">
      <Stack gap="xs">
        <Text size="xs" c="dimmed">
          {words(field.description)}
        </Text>
        {rows.map((row, index) => (
          <Group key={index} gap="xs" align="flex-end" wrap="nowrap">
            {field.items.map((item) => (
              <SchemaField
                key={item.name}
                field={item}
                value={row[item.name]}
                error={checkField(item, row[item.name]) ? t("form.notChoice") : undefined}
                onChange={(next) => put(index, { [item.name]: next })}
              />
            ))}
            <Button
              size="xs"
              variant="default"
              disabled={rows.length <= (field.minItems ?? 0)}
              onClick={() => onChange(rows.filter((_, place) => place !== index))}
            >
              {t("studio.remove")}
            </Button>
          </Group>
        ))}
        {error && (
          <Text size="xs" c="var(--mantine-color-error)">
            {error}
          </Text>
        )}
        <Group>
          <Button
            size="xs"
            variant="default"
            disabled={field.maxItems !== undefined && rows.length >= field.maxItems}
            onClick={() => onChange([...rows, newRow(field, rows)])}
          >
            {t("studio.add")}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

/** Defaults; a choice takes the first value that no other row has. */
function newRow(field: Field, rows: JsonRecord[]): JsonRecord {
  const row = initialValues(field.items);
  for (const item of field.items.filter(({ kind }) => kind === "choice")) {
    const taken = new Set(rows.map((known) => known[item.name]));
    row[item.name] = item.choices.find((choice) => !taken.has(choice)) ?? item.choices[0];
  }
  return row;
}
