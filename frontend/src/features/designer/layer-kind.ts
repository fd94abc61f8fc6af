export type LayerKind = "convolution" | "recurrent" | "dense" | "shape" | "end";

/** What family a layer belongs to, for the drawing; the name says it too. */
export function layerKind(layer: string): LayerKind {
  if (/input/i.test(layer)) return "end";
  if (/lstm|gru|rnn|bidirectional|transformer|attention/i.test(layer)) return "recurrent";
  if (/conv/i.test(layer)) return "convolution";
  if (/dense/i.test(layer)) return "dense";
  return "shape";
}
