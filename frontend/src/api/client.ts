import createClient from "openapi-fetch";
import type { paths } from "@/api/schema.gen";
import { send } from "@/api/send";

/** The one client of the HTTP API; same origin as the page. */
export const api = createClient<paths>({ baseUrl: "/", fetch: (request) => send(request) });
