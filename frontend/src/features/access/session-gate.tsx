import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { whenSignedOut } from "@/api/send";
import { RoutePending } from "@/components/route-pending";
import { sessionQuery } from "@/features/access/queries";
import { SignIn } from "@/features/access/sign-in";

/** Shows a page to those who may see it, and to the others how to come in. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery);
  const queries = useQueryClient();
  useEffect(() => {
    whenSignedOut(() => void queries.invalidateQueries({ queryKey: sessionQuery.queryKey }));
    return () => whenSignedOut(() => undefined);
  }, [queries]);
  if (session.isPending) return <RoutePending />;
  if (session.data && !session.data.signed_in) return <SignIn />;
  return children; // also when the service does not answer: the page itself says so
}
