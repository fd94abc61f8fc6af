import { type PointerEvent, useRef, useState } from "react";
import { shrunk } from "@/features/vae/drawing";

export const CANVAS = 224;
const PEN = 17;

/** A canvas to draw on with mouse or finger; `pixels` are what a model of `side` pixels gets of it. */
export function useDrawing(side: number) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<[number, number] | undefined>(undefined);
  const [pixels, setPixels] = useState<number[]>();

  function place(event: PointerEvent<HTMLCanvasElement>): [number, number] {
    const area = event.currentTarget.getBoundingClientRect();
    return [((event.clientX - area.left) / area.width) * CANVAS, ((event.clientY - area.top) / area.height) * CANVAS];
  }
  function line(event: PointerEvent<HTMLCanvasElement>) {
    const pen = event.currentTarget.getContext("2d");
    const to = place(event);
    const from = last.current ?? to;
    last.current = to;
    if (!pen) return;
    pen.strokeStyle = "#fff";
    pen.lineWidth = PEN;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  }
  function read() {
    const data = canvas.current?.getContext("2d")?.getImageData(0, 0, CANVAS, CANVAS).data;
    if (!data) return;
    setPixels(shrunk(data.filter((_, index) => index % 4 === 3), CANVAS, side));
  }

  return {
    canvas,
    pixels,
    clear: () => {
      canvas.current?.getContext("2d")?.clearRect(0, 0, CANVAS, CANVAS);
      setPixels(undefined);
    },
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLCanvasElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = undefined;
        line(event);
      },
      onPointerMove: (event: PointerEvent<HTMLCanvasElement>) => {
        if (event.buttons > 0 && last.current) line(event);
      },
      onPointerUp: () => {
        last.current = undefined;
        read();
      },
    },
  };
}
