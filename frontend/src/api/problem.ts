/** What the API says when it refuses: RFC 9457 problem+json, as an Error that queries can throw. */

import { isRecord, numberAt, recordsAt, textAt } from "@/lib/json";

export interface FieldProblem {
  pointer: string;
  code: string;
  detail: string;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly fields: FieldProblem[];

  constructor(status: number, body: unknown) {
    super(textAt(body, "detail") ?? textAt(body, "title") ?? "");
    this.name = "ApiError";
    this.status = numberAt(body, "status") ?? status;
    this.code = textAt(body, "code") ?? "";
    this.requestId = textAt(body, "instance")?.replace(/^urn:request:/, "");
    this.fields = recordsAt(body, "errors").map((field) => ({
      pointer: textAt(field, "pointer") ?? "",
      code: textAt(field, "code") ?? "",
      detail: textAt(field, "detail") ?? "",
    }));
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** Worth asking again without a person: the service was away or busy. */
export function isPassing(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status >= 500 || error.status === 429;
}

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; throws `ApiError` with the API's own words otherwise. */
export async function unwrap<Data>(pending: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await pending;
  if (!response.ok) throw new ApiError(response.status, isRecord(error) ? error : {});
  if (data === undefined) throw new ApiError(response.status, {});
  return data;
}
