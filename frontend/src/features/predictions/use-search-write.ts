import { useDebouncedCallback } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";

const route = getRouteApi("/play/$model");
const WRITE_AFTER_MS = 400;

/** Writes the question into the address, a moment after the last change, so that it can be shared. */
export function useSearchWrite(): (search: Record<string, unknown>) => void {
  const navigate = route.useNavigate();
  return useDebouncedCallback((search: Record<string, unknown>) => {
    void navigate({ search, replace: true, resetScroll: false });
  }, WRITE_AFTER_MS);
}

export function useSharedSearch(): Record<string, unknown> {
  return route.useSearch();
}
