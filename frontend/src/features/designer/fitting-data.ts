import type { DataSet } from "@/api/types";
import { readProfile } from "@/features/data-sets/profile";

const DESIGNER = "designer";
const INPUTS_OF_KIND: Record<string, readonly string[]> = {
  table: ["vector"],
  text: ["text"],
  images: ["image"],
  series: ["time-series"],
  arrays: ["sound", "time-series", "sequence", "video", "volume", "image", "vector"],
};

/** The data sets that hold this kind of input: by what their profile suggests, else by their kind. */
export function fittingData(dataSets: DataSet[], input: string): DataSet[] {
  return dataSets.filter((dataSet) => {
    if (!dataSet.available || !dataSet.recipes.includes(DESIGNER)) return false;
    const suggested = readProfile(dataSet.profile)?.suggestion?.input;
    if (suggested === input) return true;
    return (INPUTS_OF_KIND[dataSet.kind] ?? []).includes(input);
  });
}
