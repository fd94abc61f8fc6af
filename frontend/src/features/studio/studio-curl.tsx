import { curlBody, curlKey } from "@/api/send";
import { CurlPanel } from "@/components/curl-panel";
import { shortWish, type Studio } from "@/features/studio/use-studio";

/** The call that the button makes. */
export function StudioCurl({ studio }: { studio: Studio }) {
  const body = curlBody(shortWish(studio.wish, studio.fields));
  const command = `curl -s ${window.location.origin}/api/v1/jobs${curlKey()} \\\n  -H 'Content-Type: application/json' \\\n  ${body}`;
  return <CurlPanel command={command} />;
}
