/** Taking a picture in: from a file dialogue, dropped, or pasted. */

import type { ClipboardEvent, DragEvent } from "react";
import { useState } from "react";

export function firstPicture(files: FileList | null | undefined): File | undefined {
  const all = Array.from(files ?? []);
  return all.find(({ type }) => type.startsWith("image/")) ?? all[0];
}

/** What an element needs so that pictures can be dropped and pasted on it. */
export function usePictureDrop(onFile: (file: File) => void) {
  const [over, setOver] = useState(false);
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        const file = firstPicture(event.dataTransfer.files);
        if (file) onFile(file);
      },
      onPaste: (event: ClipboardEvent) => {
        const file = firstPicture(event.clipboardData.files);
        if (!file) return;
        event.preventDefault();
        onFile(file);
      },
    },
  };
}
