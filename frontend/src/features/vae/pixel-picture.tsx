import { useEffect, useRef } from "react";

interface Props {
  /** Grey values 0 to 255, row by row; undefined shows nothing. */
  pixels: readonly number[] | undefined;
  side: number;
  label: string;
}

/** Grey pixels as a picture. */
export function PixelPicture({ pixels, side, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (!pen) return;
    pen.clearRect(0, 0, side, side);
    if (!pixels) return;
    const colour = new Uint8ClampedArray(pixels.flatMap((value) => [value, value, value, 255]));
    pen.putImageData(new ImageData(colour, side, side), 0, 0);
  }, [pixels, side]);
  return <canvas ref={canvas} width={side} height={side} role="img" aria-label={label} />;
}
