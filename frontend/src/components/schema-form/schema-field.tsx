import { MultiSelect, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { FieldHelp } from "@/components/schema-form/field-help";
import { sameValue, shownValue, type Field } from "@/components/schema-form/fields";
import { ObjectList } from "@/components/schema-form/object-list";
import { ListInput } from "@/components/schema-form/list-input";
import { useWords } from "@/i18n/use-language";
import { isFiniteNumber } from "@/lib/json";

interface Props {
  field: Field;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

/** One setting, with the control that fits its type. */
export function SchemaField({ field, value, error, onChange }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const shared = {
    label: words(field.title),
    description: <FieldHelp field={field} changed={!sameValue(value, field.book)} />,
    error,
    inputWrapperOrder: ["label" as const, "input" as const, "error" as const, "description" as const],
    "data-testid": `setting-${field.name}`,
  };
  const text = typeof value === "string" || isFiniteNumber(value) ? value : "";

  switch (field.kind) {
    case "integer":
    case "number":
      return (
        <NumberInput
          {...shared}
          value={text}
          onChange={onChange}
          allowDecimal={field.kind === "number"}
          clampBehavior="none"
          step={field.kind === "integer" ? 1 : stepFor(field)}
          stepHoldDelay={400}
          stepHoldInterval={80}
          required={!field.nullable}
          withAsterisk={false}
        />
      );
    case "boolean":
      return (
        <Switch
          label={shared.label}
          description={shared.description}
          error={error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
          data-testid={shared["data-testid"]}
          mt="xs"
        />
      );
    case "choice":
      return (
        <Select
          {...shared}
          data={field.choices.map(String)}
          value={text === "" ? null : String(text)}
          onChange={(picked) => onChange(field.choices.find((choice) => String(choice) === picked) ?? null)}
          allowDeselect={field.nullable}
          placeholder={field.nullable ? t("form.automatic") : undefined}
          clearable={field.nullable}
        />
      );
    case "integers":
    case "numbers":
      return <ListInput {...shared} value={value} onChange={onChange} />;
    case "choices":
      return (
        <MultiSelect
          {...shared}
          data={field.choices.map(String)}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(picked) => onChange(field.choices.filter((choice) => picked.includes(String(choice))))}
          maxValues={field.maxItems}
          searchable
          hidePickedOptions
        />
      );
    case "objects":
      return <ObjectList field={field} value={value} error={error} onChange={onChange} />;
    case "picture":
      return <TextInput {...shared} value={shownValue(value)} readOnly />;
    case "text":
      return <TextInput {...shared} value={String(text)} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}

function stepFor(field: Field): number {
  const reference = isFiniteNumber(field.initial) && field.initial !== 0 ? Math.abs(field.initial) : 1;
  return 10 ** (Math.floor(Math.log10(reference)) - (reference >= 10 ? 0 : 1));
}
