import { useReducedMotion } from "@mantine/hooks";
import { useEffect, useEffectEvent, useState } from "react";

const STEP_MS = 300;
const CALM_STEP_MS = 1500;

/** Steps by itself while it plays; slowly for those who asked for less motion. `step` says whether there is more. */
export function usePlay(step: () => boolean): { playing: boolean; toggle: () => void; stop: () => void } {
  const [playing, setPlaying] = useState(false);
  const calm = useReducedMotion();
  const next = useEffectEvent(() => {
    if (!step()) setPlaying(false);
  });

  useEffect(() => {
    if (!playing) return undefined;
    const timer = setInterval(() => next(), calm ? CALM_STEP_MS : STEP_MS);
    return () => clearInterval(timer);
  }, [playing, calm]);

  return { playing, toggle: () => setPlaying(!playing), stop: () => setPlaying(false) };
}
