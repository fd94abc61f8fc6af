import { describe, expect, it } from "vitest";
import { type Field, readFields } from "@/components/schema-form/fields";
import { comparable, ownWish, readValues, suggestedValues, variantName } from "@/features/comparisons/own-comparison";

const schema = {
  properties: {
    learning_rate: { type: "number", exclusiveMinimum: 0, maximum: 10, default: 0.001 },
    hidden_units: { type: "integer", minimum: 1, maximum: 512, default: 16 },
    dropout: { type: "number", minimum: 0, maximum: 0.9, default: 0 },
    l2: { type: "number", minimum: 0, maximum: 0.1, default: 0 },
    optimizer: { enum: ["rmsprop", "adam", "sgd"], type: "string", default: "rmsprop" },
    target: { anyOf: [{ type: "string" }, { type: "null" }], default: null },
  },
};
const fields = readFields(schema);

function field(name: string): Field {
  const found = fields.find((known) => known.name === name);
  if (!found) throw new Error(name);
  return found;
}

describe("values to compare", () => {
  it("are read from a line", () => {
    expect(readValues(field("learning_rate"), "0.0001, 0.001 , 1e-2")).toEqual([0.0001, 0.001, 0.01]);
    expect(readValues(field("optimizer"), "adam，sgd")).toEqual(["adam", "sgd"]);
  });

  it("keep the rules of their setting", () => {
    expect(readValues(field("learning_rate"), "0, 1")).toBe("wrong");
    expect(readValues(field("hidden_units"), "16, 2.5")).toBe("wrong");
    expect(readValues(field("optimizer"), "adam, lion")).toBe("wrong");
  });

  it("are two to eight, each once", () => {
    expect(readValues(field("hidden_units"), "16")).toBe("few");
    expect(readValues(field("hidden_units"), "16, 32, 16")).toBe("twice");
    expect(readValues(field("hidden_units"), "1,2,3,4,5,6,7,8,9")).toBe("many");
  });

  it("start with a line that works", () => {
    for (const known of comparable(fields)) expect(readValues(known, suggestedValues(known))).toBeInstanceOf(Array);
    expect(comparable(fields).map(({ name }) => name)).not.toContain("target");
  });
});

describe("variants", () => {
  it("have names that the service takes, each its own", () => {
    const names = [0.001, 0.01, "Conv1D+GRU", "", "x".repeat(60)].map(variantName);

    for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,23}$/);
    expect(new Set(names).size).toBe(names.length);
  });

  it("differ in the one setting and share the rest", () => {
    const wish = ownWish("news", field("optimizer"), ["adam", "sgd"], { epochs: 3 }, [1, 2]);

    expect(wish.params).toEqual({ epochs: 3 });
    expect(wish.variants?.map(({ params }) => params)).toEqual([{ optimizer: "adam" }, { optimizer: "sgd" }]);
  });
});
