import type { Recipe, Version } from "@/api/types";

/** What every playground gets. */
export interface PlaygroundProps {
  model: string;
  recipe: Recipe;
  version: Version;
}
