/**
 * Calls that carry the session of this browser: the cookie goes along by itself, the token against forged requests
 * does not. A house without keys has no token.
 */

export const CSRF_HEADER = "X-CSRF-Token";
const READING = ["GET", "HEAD"];

let csrfToken: string | null = null;
let onSignedOut: () => void = () => undefined;

/** Remember the token that belongs to the session. */
export function keepCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** The header that a call which changes something carries. */
export function csrfHeaders(): Record<string, string> {
  return csrfToken === null ? {} : { [CSRF_HEADER]: csrfToken };
}

/** What a curl command needs to do what this browser may do; nothing in a house without keys. */
export function curlKey(): string {
  return csrfToken === null ? "" : ' \\\n  -H "Authorization: Bearer $CHAPTERHOUSE_KEY"';
}

/** A JSON document as a curl command takes it, in single quotes. */
export function curlBody(body: unknown): string {
  return `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`;
}

/** Say what to do when the service no longer knows this browser. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** Tell the page about an answer that came past `send`. */
export function noteStatus(status: number): void {
  if (status === 401) onSignedOut();
}

/** `fetch` with the token where it is needed. */
export async function send(input: Request | string, init: RequestInit = {}): Promise<Response> {
  const method = input instanceof Request ? input.method : (init.method ?? "GET");
  if (!READING.includes(method.toUpperCase())) {
    for (const [name, value] of Object.entries(csrfHeaders())) {
      if (input instanceof Request) input.headers.set(name, value);
      else init = { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), [name]: value } };
    }
  }
  const response = await fetch(input, init);
  noteStatus(response.status);
  return response;
}
