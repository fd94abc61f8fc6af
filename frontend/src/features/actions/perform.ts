/** Calls an action of a model: what a version does online beside answering queries. */

import { ApiError } from "@/api/problem";
import { send } from "@/api/send";
import type { JsonRecord } from "@/lib/json";

export function actionPath(model: string, action: string): string {
  return `/api/v1/models/${encodeURIComponent(model)}/${action}`;
}

/** Sends the question; throws `ApiError` with the API's own words when it is refused. */
export async function sendAction(
  model: string,
  action: string,
  body: JsonRecord,
  accept: string,
  signal?: AbortSignal,
): Promise<Response> {
  const response = await send(actionPath(model, action), {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: accept },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  if (response.ok) return response;
  const problem: unknown = await response.json().catch(() => ({}));
  throw new ApiError(response.status, problem);
}

/** The action's JSON answer. */
export async function perform(model: string, action: string, body: JsonRecord, signal?: AbortSignal): Promise<unknown> {
  const response = await sendAction(model, action, body, "application/json", signal);
  const answer: unknown = await response.json();
  return answer;
}

/** The action's pictures as one PNG, with the receipt that lets it be verified. */
export async function performPng(model: string, action: string, body: JsonRecord): Promise<Blob> {
  const response = await sendAction(model, action, body, "image/png");
  return response.blob();
}
