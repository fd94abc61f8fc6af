import { Center, Text } from "@mantine/core";
import { useState } from "react";
import type { Frame } from "@/features/jobs/job-shown";
import { newestFrame } from "@/features/studio/frames";
import classes from "@/features/studio/stage.module.css";

interface Props {
  frames: Frame[];
  /** Shown until the first frame arrives. */
  before: string | undefined;
  label: string;
  note: string | undefined;
}

/** The newest frame of a running job; the one before stays until the next has loaded. */
export function LivePicture({ frames, before, label, note }: Props) {
  const [failed, setFailed] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState<string>();
  const next = newestFrame(frames, failed)?.url;
  const visible = shown ?? before;
  return (
    <div className={classes.stage} data-testid="live-picture" data-frame={shown ?? ""}>
      {visible !== undefined && (
        <img src={visible} alt={label} className={classes.picture} data-waiting={shown === undefined || undefined} />
      )}
      {next !== undefined && next !== shown && (
        <img
          key={next}
          src={next}
          alt=""
          className={classes.next}
          onLoad={() => setShown(next)}
          onError={() => setFailed(new Set([...failed, next]))}
        />
      )}
      {shown === undefined && note !== undefined && (
        <Center className={classes.note}>
          <Text size="sm" className={classes.noteText}>
            {note}
          </Text>
        </Center>
      )}
    </div>
  );
}
