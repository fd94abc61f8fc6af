import { getRouteApi } from "@tanstack/react-router";

const route = getRouteApi("/play/$model");

export interface ImagesSearch {
  tab?: string | undefined;
  sample?: string | undefined;
  photo?: string | undefined;
  example?: number | undefined;
  upload?: string | undefined;
  file?: string | undefined;
  data?: string | undefined;
  mode?: string | undefined;
  job?: string | undefined;
}

/** What the address says, and a way to change parts of it; a reload finds everything again. */
export function useImagesSearch() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const text = (name: keyof ImagesSearch) => {
    const found = search[name];
    return typeof found === "string" ? found : undefined;
  };
  const change = (part: ImagesSearch) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  return { search, text, change };
}
