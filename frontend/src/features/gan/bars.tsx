import classes from "@/features/gan/bars.module.css";

export interface Bar {
  name: string;
  share: number;
  figure: string;
  first?: boolean;
  missing?: boolean;
}

/** Named bars with their figures. */
export function Bars({ bars, label, testId }: { bars: Bar[]; label: string; testId: string }) {
  return (
    <ul className={classes.rows} aria-label={label} data-testid={testId}>
      {bars.map(({ name, share, figure, first = false, missing = false }) => (
        <li key={name} className={classes.row} data-first={first} data-missing={missing}>
          <span className="long-text">{name}</span>
          <span className={classes.track} aria-hidden="true">
            <span className={classes.bar} style={{ display: "block", width: `${String(share * 100)}%` }} />
          </span>
          <span className={`numeric ${classes.figure ?? ""}`}>{figure}</span>
        </li>
      ))}
    </ul>
  );
}
