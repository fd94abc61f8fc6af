import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { ApiError, unwrap } from "@/api/problem";
import type { WebhookPatch, WebhookWish } from "@/api/types";

const MESSAGES_A_PAGE = 20;
const LIVE_MS = 2_000;

/** What jobs can tell, in the order in which it happens. */
export const EVENTS = ["job.queued", "job.started", "job.progress", "job.succeeded", "job.failed", "job.canceled", "job.expired"] as const;

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/webhooks", { signal })),
  refetchInterval: LIVE_MS,
});

/** The messages of a webhook, newest first. */
export function deliveriesQuery(webhook: string) {
  return infiniteQueryOptions({
    queryKey: ["webhooks", webhook, "deliveries"],
    queryFn: ({ signal, pageParam }) => {
      const query = { limit: MESSAGES_A_PAGE, ...(pageParam === undefined ? {} : { cursor: pageParam }) };
      return unwrap(api.GET("/api/v1/webhooks/{webhook_id}/deliveries", { params: { path: { webhook_id: webhook }, query }, signal }));
    },
    initialPageParam: ((): string | undefined => undefined)(),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: LIVE_MS,
  });
}

function useChange<Wish, Answer>(change: (wish: Wish) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: webhooksQuery.queryKey }) });
}

const at = (id: string) => ({ path: { webhook_id: id } });

export function useCreateWebhook() {
  return useChange((body: WebhookWish) => unwrap(api.POST("/api/v1/webhooks", { body })));
}

export function useChangeWebhook() {
  return useChange(({ id, ...body }: WebhookPatch & { id: string }) =>
    unwrap(api.PATCH("/api/v1/webhooks/{webhook_id}", { params: at(id), body })),
  );
}

export function useRotateSecret() {
  return useChange((id: string) =>
    unwrap(api.POST("/api/v1/webhooks/{webhook_id}/rotate", { params: at(id), body: { grace_s: 86_400 } })),
  );
}

export function usePing() {
  return useChange((id: string) => unwrap(api.POST("/api/v1/webhooks/{webhook_id}/ping", { params: at(id) })));
}

export function useReplay() {
  return useChange(({ id, message }: { id: string; message: string }) =>
    unwrap(
      api.POST("/api/v1/webhooks/{webhook_id}/deliveries/{message_id}/replay", {
        params: { path: { webhook_id: id, message_id: message } },
      }),
    ),
  );
}

export function useDeleteWebhook() {
  return useChange(async (id: string) => {
    const { error, response } = await api.DELETE("/api/v1/webhooks/{webhook_id}", { params: at(id) });
    if (!response.ok) throw new ApiError(response.status, error);
  });
}
