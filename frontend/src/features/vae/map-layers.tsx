import { useQueries } from "@tanstack/react-query";
import { memo } from "react";
import type { VaeDecodeQuestion } from "@/api/types";
import { readPictures } from "@/features/actions/pictures";
import { actionQuery } from "@/features/actions/queries";
import { classColor } from "@/features/vae/class-colors";
import classes from "@/features/vae/latent-map.module.css";
import { cellCodes, type Plane, shareOf } from "@/features/vae/latent-plane";
import { markOf, type MapPoint } from "@/features/vae/vae-question";

const SIDE = 16;
const MOST_AT_ONCE = 64;

/** What the decoder draws all over the map, exactly where it draws it. */
export const MapPictures = memo(function MapPictures({ model, version, plane }: { model: string; version: number; plane: Plane }) {
  const codes = cellCodes(plane, SIDE);
  const parts = Array.from({ length: Math.ceil(codes.length / MOST_AT_ONCE) }, (_, part) =>
    codes.slice(part * MOST_AT_ONCE, (part + 1) * MOST_AT_ONCE),
  );
  const answers = useQueries({ queries: parts.map((latent) => actionQuery(model, version, "decode", { latent } satisfies VaeDecodeQuestion)) });
  return (
    <div className={classes.pictures} style={{ "--side": SIDE }} aria-hidden="true" data-testid="map-pictures">
      {answers.flatMap(({ data }, part) =>
        readPictures(data).sources.map((source, index) => (
          <img key={part * MOST_AT_ONCE + index} src={source} alt="" draggable={false} />
        )),
      )}
    </div>
  );
});

interface PointsProps {
  points: readonly MapPoint[];
  labels: readonly string[];
  plane: Plane;
  picked: number | undefined;
}

/** The test pictures as marks of their class. */
export const MapPoints = memo(function MapPoints({ points, labels, plane, picked }: PointsProps) {
  return (
    <svg className={classes.points} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      {points.map(({ point, label }, index) => {
        const [x, y] = shareOf(plane, point);
        return (
          <text
            key={index}
            x={x * 100}
            y={y * 100}
            fill={classColor(label)}
            opacity={picked === undefined || picked === label ? 1 : 0.15}
          >
            {markOf(labels, label)}
          </text>
        );
      })}
    </svg>
  );
});
