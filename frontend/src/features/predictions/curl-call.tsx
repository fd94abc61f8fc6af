import { useState } from "react";
import { curlBody, curlKey } from "@/api/send";
import type { Question } from "@/api/types";
import { CurlChoice, CurlPanel } from "@/components/curl-panel";

/** The call of this page, for an answer or for what moved it. */
export function CurlCall({ model, question }: { model: string; question: Question }) {
  const [call, setCall] = useState("predict");
  return (
    <CurlPanel command={curlCommand(model, call, question)}>
      <CurlChoice value={call} onChange={setCall} />
    </CurlPanel>
  );
}

export function curlCommand(model: string, call: string, question: Question): string {
  const url = `${window.location.origin}/api/v1/models/${encodeURIComponent(model)}/${call}`;
  return `curl -s ${url}${curlKey()} \\\n  -H 'Content-Type: application/json' \\\n  ${curlBody({ queries: [question] })}`;
}
