import { UnstyledButton } from "@mantine/core";
import classes from "@/features/actions/picture-grid.module.css";

interface Props {
  sources: readonly string[];
  columns: number;
  /** What each picture shows, for those who cannot see it. */
  alt: (index: number) => string;
  caption?: (index: number) => string | undefined;
  /** Given, each picture is a button. */
  onPick?: (index: number) => void;
  picked?: readonly number[];
  testId?: string;
}

/** Small pictures in a grid, each a button where picking makes sense. */
export function PictureGrid({ sources, columns, alt, caption, onPick, picked = [], testId }: Props) {
  return (
    <ul className={classes.grid} style={{ "--columns": columns, "--narrow": columns > 10 ? columns / 2 : columns }} data-testid={testId}>
      {sources.map((source, index) => {
        const below = caption?.(index);
        const picture = <img className={classes.picture} src={source} alt={alt(index)} draggable={false} />;
        return (
          <li key={index} className={classes.cell}>
            {onPick ? (
              <UnstyledButton
                className={classes.button}
                onClick={() => onPick(index)}
                aria-pressed={picked.includes(index)}
                data-place={picked.indexOf(index) + 1 || undefined}
              >
                {picture}
              </UnstyledButton>
            ) : (
              picture
            )}
            {below !== undefined && <span className={classes.caption}>{below}</span>}
          </li>
        );
      })}
    </ul>
  );
}
