import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { ApiError, unwrap } from "@/api/problem";
import { keepCsrfToken } from "@/api/send";
import type { KeyWish, Session } from "@/api/types";

const ACTIONS_A_PAGE = 50;

function known(session: Session): Session {
  keepCsrfToken(session.csrf_token);
  return session;
}

/** Who this browser is to the service. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => known(await unwrap(api.GET("/api/v1/session", { signal }))),
  staleTime: Infinity,
});

export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/keys", { signal })),
});

/** What was done, newest first; each page begins where the one before ended. */
export const auditQuery = infiniteQueryOptions({
  queryKey: ["audit"],
  queryFn: ({ signal, pageParam }) => {
    const query = { limit: ACTIONS_A_PAGE, ...(pageParam === undefined ? {} : { before: pageParam }) };
    return unwrap(api.GET("/api/v1/audit", { params: { query }, signal }));
  },
  initialPageParam: ((): number | undefined => undefined)(),
  getNextPageParam: (page) => (page.has_more ? page.data.at(-1)?.id : undefined),
});

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (key: string) => known(await unwrap(api.POST("/api/v1/session", { body: { key } }))),
    onSuccess: async (session) => {
      queries.setQueryData(sessionQuery.queryKey, session);
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const { error, response } = await api.DELETE("/api/v1/session");
      if (!response.ok) throw new ApiError(response.status, error);
    },
    onSettled: async () => {
      keepCsrfToken(null);
      await queries.resetQueries(); // what one person saw is not for the next
    },
  });
}

function useKeyChange<Wish, Answer>(change: (wish: Wish) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
      await queries.invalidateQueries({ queryKey: auditQuery.queryKey });
    },
  });
}

export function useCreateKey() {
  return useKeyChange((body: KeyWish) => unwrap(api.POST("/api/v1/keys", { body })));
}

export function useRotateKey() {
  return useKeyChange((id: string) =>
    unwrap(api.POST("/api/v1/keys/{key_id}/rotate", { params: { path: { key_id: id } }, body: { grace_s: 86_400 } })),
  );
}

export function useRevokeKey() {
  return useKeyChange(async (id: string) => {
    const { error, response } = await api.DELETE("/api/v1/keys/{key_id}", { params: { path: { key_id: id } } });
    if (!response.ok) throw new ApiError(response.status, error);
  });
}
