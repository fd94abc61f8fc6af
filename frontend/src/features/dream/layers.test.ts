import { expect, it } from "vitest";
import { dreamLayers, readLayers, toggled, withCoefficient } from "@/features/dream/layers";

const LAYER = { enum: ["stem", "block4_add", "head"], shows: { stem: { en: "grain", zh: "颗粒" } } };
const LAYERS = dreamLayers({ $defs: { LayerChoice: { properties: { layer: LAYER } } } });

it("reads the layers and what they show from the schema", () => {
  expect(LAYERS[0]).toEqual({ name: "stem", shows: { en: "grain", zh: "颗粒" } });
  expect(LAYERS[2]?.shows.en).toBe("head");
});

it("switches layers on in the order of the network, and off again", () => {
  const head = readLayers([{ layer: "head", coefficient: 2 }]);

  const both = toggled(head, "stem", LAYERS);

  expect(both).toEqual([
    { layer: "stem", coefficient: 1 },
    { layer: "head", coefficient: 2 },
  ]);
  expect(toggled(both, "head", LAYERS)).toEqual([{ layer: "stem", coefficient: 1 }]);
  expect(withCoefficient(head, "head", 0.5)).toEqual([{ layer: "head", coefficient: 0.5 }]);
});
