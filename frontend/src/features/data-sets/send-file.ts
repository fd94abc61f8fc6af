/** Sends a file and tells how much of it is gone: `fetch` cannot say that. */

import { ApiError } from "@/api/problem";
import { csrfHeaders, noteStatus } from "@/api/send";
import { isRecord, textAt } from "@/lib/json";

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/**
 * Stores a file at the service.
 *
 * @param onSent is told the share of the file that has been sent, 0 to 1.
 * @returns the id of the upload.
 */
export function sendFile(file: File, onSent: (fraction: number) => void, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, file.name || "data");
    request.upload.addEventListener("progress", ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0));
    request.addEventListener("load", () => {
      noteStatus(request.status);
      const body = parsed(request.responseText);
      const id = textAt(body, "id");
      if (request.status === 201 && id !== undefined) resolve(id);
      else reject(new ApiError(request.status, isRecord(body) ? body : {}));
    });
    request.addEventListener("error", () => reject(new TypeError("The connection broke.")));
    request.addEventListener("abort", () => reject(new DOMException("Stopped", "AbortError")));
    signal?.addEventListener("abort", () => request.abort());
    request.open("POST", "/api/v1/uploads");
    for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
    request.send(form);
  });
}
