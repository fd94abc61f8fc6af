import { type PointerEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "@/features/studio/stage.module.css";
import { movedByKey, movedTo } from "@/features/studio/wipe";

interface Props {
  before: string | undefined;
  after: string;
  label: string;
}

/** Two pictures of the same view on top of each other, with a line that is dragged or moved by keys. */
export function BeforeAfter({ before, after, label }: Props) {
  const { t } = useTranslation();
  const [position, setPosition] = useState(50);
  const [lost, setLost] = useState(false);
  const percent = `${String(position)}%`;

  function follow(event: PointerEvent<HTMLDivElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    setPosition(movedTo(event.clientX, box.left, box.width));
  }

  if (before === undefined || lost) {
    return (
      <div className={classes.stage} data-testid="result-picture">
        <img src={after} alt={label} className={classes.picture} />
      </div>
    );
  }
  return (
    <div
      className={classes.wipe}
      data-testid="result-picture"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={(event) => event.buttons > 0 && follow(event)}
    >
      <img src={after} alt={label} draggable={false} />
      <img
        src={before}
        alt=""
        draggable={false}
        className={classes.before}
        style={{ clipPath: `inset(0 calc(100% - ${percent}) 0 0)` }}
        onError={() => setLost(true)}
      />
      <div className={classes.line} style={{ left: percent }} />
      {position > 12 && (
        <span className={classes.tag} data-side="before">
          {t("studio.before")}
        </span>
      )}
      {position < 88 && (
        <span className={classes.tag} data-side="after">
          {t("studio.after")}
        </span>
      )}
      <div
        role="slider"
        tabIndex={0}
        className={classes.handle}
        style={{ left: percent }}
        aria-label={t("studio.wipe")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(position)}
        aria-valuetext={t("studio.wipeAt", { percent: Math.round(position) })}
        data-testid="before-after"
        onKeyDown={(event) => {
          const moved = movedByKey(position, event.key, event.shiftKey);
          if (moved === undefined) return;
          event.preventDefault();
          setPosition(moved);
        }}
      >
        <span aria-hidden="true">⇔</span>
      </div>
    </div>
  );
}
