import { useState } from "react";
import classes from "@/features/timeline/timeline.module.css";

interface Props {
  /** The newest first. */
  pictures: string[];
  alt: string;
  testId?: string;
}

/** The newest picture that can be had: frames of an attempt that died are gone. */
export function PictureThatLoads({ pictures, alt, testId }: Props) {
  const [gone, setGone] = useState<readonly string[]>([]);
  const shown = pictures.find((url) => !gone.includes(url));
  if (!shown) return null;
  return (
    <img
      className={classes.picture}
      src={shown}
      alt={alt}
      onError={() => setGone([...gone, shown])}
      data-testid={testId}
    />
  );
}
