/** A picture as base64, small enough to be sent with every question. */

const SENT_AS_IT_IS = 400_000;
const LONGEST_SIDE = 768;

function withoutPrefix(address: string): string {
  return address.slice(address.indexOf(",") + 1);
}

function asAddress(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(new Error("The file could not be read.")));
    reader.readAsDataURL(file);
  });
}

/** The file's bytes, or for a large photo those of a smaller JPEG of it: networks look at far fewer pixels. */
export async function readPhoto(file: File): Promise<string> {
  if (file.size <= SENT_AS_IT_IS) return withoutPrefix(await asAddress(file));
  const photo = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(photo.width, photo.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(photo.width * scale));
  canvas.height = Math.max(1, Math.round(photo.height * scale));
  canvas.getContext("2d")?.drawImage(photo, 0, 0, canvas.width, canvas.height);
  return withoutPrefix(canvas.toDataURL("image/jpeg", 0.92));
}
