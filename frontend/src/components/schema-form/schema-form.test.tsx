import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, describe, expect, it } from "vitest";
import { initialValues, readFields } from "@/components/schema-form/fields";
import { SchemaForm } from "@/components/schema-form/schema-form";
import { checkAll, settingOfPointer } from "@/components/schema-form/validate";
import { i18next } from "@/i18n/setup";

const SCHEMA = {
  type: "object",
  properties: {
    epochs: {
      type: "integer",
      title: "Epochs",
      description: "Passes over the data.",
      default: 4,
      minimum: 1,
      maximum: 50,
      zh: { title: "轮数", description: "遍历数据的次数。" },
      book: 4,
    },
    learning_rate: { type: "number", default: 0.001, exclusiveMinimum: 0, maximum: 1 },
    hidden_units: { type: "array", items: { type: "integer", minimum: 1, maximum: 512 }, minItems: 1, maxItems: 3, default: [16, 16] },
    activation: { $ref: "#/$defs/Activation", default: "relu" },
    early_stop: { type: "boolean", title: "Stop early", default: false },
    limit: { anyOf: [{ type: "integer", minimum: 100 }, { type: "null" }], default: null },
  },
  $defs: { Activation: { enum: ["relu", "tanh"], type: "string" } },
};

const fields = readFields(SCHEMA);

function Form({ refused = {} }: { refused?: Record<string, string> }) {
  const [values, setValues] = useState(initialValues(fields));
  return (
    <MantineProvider env="test">
      <SchemaForm
        fields={fields}
        values={values}
        refused={refused}
        onChange={(name, value) => setValues({ ...values, [name]: value })}
      />
      <output>{JSON.stringify(values)}</output>
    </MantineProvider>
  );
}

beforeEach(() => i18next.changeLanguage("en"));

describe("the fields of a schema", () => {
  it("find the type behind references and optional values", () => {
    expect(fields.map(({ name, kind, nullable }) => [name, kind, nullable])).toEqual([
      ["epochs", "integer", false],
      ["learning_rate", "number", false],
      ["hidden_units", "integers", false],
      ["activation", "choice", false],
      ["early_stop", "boolean", false],
      ["limit", "integer", true],
    ]);
  });

  it("are checked against their bounds", () => {
    const values = { epochs: 51, learning_rate: 0, hidden_units: [16, 600], activation: "gelu", early_stop: true, limit: null };

    expect(Object.fromEntries(checkAll(fields, values))).toEqual({
      epochs: { key: "max", value: 50 },
      learning_rate: { key: "above", value: 0 },
      hidden_units: { key: "max", value: 512 },
      activation: { key: "notChoice" },
    });
    expect(checkAll(fields, initialValues(fields)).size).toBe(0);
  });

  it("are named by the pointers of server errors", () => {
    expect(settingOfPointer("/params/hidden_units/0")).toBe("hidden_units");
    expect(settingOfPointer("/data_set")).toBeUndefined();
  });
});

describe("the form", () => {
  it("says what is out of bounds as it is typed", async () => {
    render(<Form />);
    const epochs = screen.getByLabelText("Epochs");

    await userEvent.clear(epochs);
    await userEvent.type(epochs, "99");

    expect(screen.getByText("Must be at most 50.")).toBeDefined();
  });

  it("marks the book's value and what was changed", async () => {
    render(<Form />);
    expect(screen.getByText("book: 4")).toBeDefined();

    await userEvent.type(screen.getByLabelText("Epochs"), "0");

    expect(screen.getByText("book: 4 (differs)")).toBeDefined();
  });

  it("reads a list of whole numbers", async () => {
    render(<Form />);
    const units = screen.getByLabelText("hidden units");

    await userEvent.clear(units);
    await userEvent.type(units, "64, 32");

    expect(screen.getByRole("status").textContent).toContain('"hidden_units":[64,32]');
  });

  it("shows what the server refused", () => {
    render(<Form refused={{ activation: "relu and tanh are known." }} />);

    expect(screen.getByText("relu and tanh are known.")).toBeDefined();
  });

  it("speaks the language of the page", async () => {
    await i18next.changeLanguage("zh");
    render(<Form />);

    expect(screen.getByLabelText("轮数")).toBeDefined();
    expect(screen.getByText("书中：4")).toBeDefined();
  });
});
