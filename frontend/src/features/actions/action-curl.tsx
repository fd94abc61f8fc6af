import { curlBody, curlKey } from "@/api/send";
import { CurlPanel } from "@/components/curl-panel";
import { actionPath } from "@/features/actions/perform";
import type { JsonRecord } from "@/lib/json";

interface Props {
  model: string;
  action: string;
  body: JsonRecord;
  accept?: string;
}

/** The call of this page. */
export function ActionCurl(props: Props) {
  return <CurlPanel command={actionCommand(props)} />;
}

export function actionCommand({ model, action, body, accept }: Props): string {
  const flags = accept === "text/event-stream" ? "-sN" : "-s";
  const lines = [
    `curl ${flags} ${window.location.origin}${actionPath(model, action)}${curlKey()}`,
    "-H 'Content-Type: application/json'",
    ...(accept ? [`-H 'Accept: ${accept}'`] : []),
    curlBody(body),
  ];
  const save = accept === "image/png" ? ` \\\n  -o ${action}.png` : "";
  return lines.join(" \\\n  ") + save;
}
