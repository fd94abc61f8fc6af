import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "@/features/vae/latent-map.module.css";
import { movedBy, type Plane, type Point, pointAt, shareOf } from "@/features/vae/latent-plane";
import { MapPictures, MapPoints } from "@/features/vae/map-layers";
import type { VaeQuestion } from "@/features/vae/vae-question";
import { useFormat } from "@/i18n/use-language";

export type Layer = "points" | "pictures" | "both";

interface Props {
  model: string;
  version: number;
  question: VaeQuestion;
  layer: Layer;
  picked: number | undefined;
  point: Point;
  drawn: Point | undefined;
  onMove: (point: Point) => void;
}

function left(plane: Plane, point: Point) {
  const [x, y] = shareOf(plane, point);
  return { left: `${String(x * 100)}%`, top: `${String(y * 100)}%` };
}

/** The map of the latent space; a point on it is moved by mouse, finger or arrow keys. */
export function LatentMap({ model, version, question, layer, picked, point, drawn, onMove }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const { plane } = question;

  function follow(event: PointerEvent) {
    const area = box.current?.getBoundingClientRect();
    if (!area) return;
    onMove(pointAt(plane, [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height]));
  }
  function begin(event: PointerEvent<HTMLDivElement>) {
    event.currentTarget.setPointerCapture(event.pointerId);
    follow(event);
  }
  function move(event: KeyboardEvent) {
    const to = movedBy(plane, point, event.key, event.shiftKey);
    if (!to) return;
    event.preventDefault();
    onMove(to);
  }

  const said = t("vae.place", { x: format.number(point[0], 2), y: format.number(point[1], 2) });
  return (
    <div
      ref={box}
      className={classes.map}
      data-layer={layer}
      role="slider"
      tabIndex={0}
      aria-label={t("vae.mapLabel")}
      aria-valuemin={plane.bounds[0][0]}
      aria-valuemax={plane.bounds[0][1]}
      aria-valuenow={point[0]}
      aria-valuetext={said}
      onPointerDown={begin}
      onPointerMove={(event) => event.buttons > 0 && follow(event)}
      onKeyDown={move}
      data-testid="latent-map"
    >
      {layer !== "points" && <MapPictures model={model} version={version} plane={plane} />}
      {layer !== "pictures" && <MapPoints points={question.points} labels={question.labels} plane={plane} picked={picked} />}
      {drawn && <span className={classes.drawn} style={left(plane, drawn)} aria-hidden="true" />}
      <span className={classes.handle} style={left(plane, point)} data-testid="map-handle" aria-hidden="true" />
    </div>
  );
}
