import type { ReactNode } from "react";
import classes from "@/features/studio/studio-layout.module.css";

interface Props {
  choose: ReactNode;
  stage: ReactNode;
  tune: ReactNode;
  below: ReactNode;
}

/** What to make and how, beside the picture; on a narrow screen the picture comes right after the choice. */
export function StudioLayout({ choose, stage, tune, below }: Props) {
  return (
    <div className={classes.layout}>
      <div className={classes.choose}>{choose}</div>
      <div className={classes.stage}>
        <div className={classes.sticky}>{stage}</div>
      </div>
      <div className={classes.tune}>{tune}</div>
      <div className={classes.below}>{below}</div>
    </div>
  );
}
