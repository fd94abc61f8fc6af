import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { checkQuery, type Format, isFormat } from "@/features/data-sets/queries";
import { useSendFile } from "@/features/data-sets/use-send-file";

const route = getRouteApi("/data");

/** A file on its way to a data set: sent, then checked. The address holds the upload, so a reload goes on. */
export function useOwnFile() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { send, sent } = useSendFile((upload, file) => void navigate({ search: { upload, file: file.name }, resetScroll: false }));
  const format = isFormat(search.format) ? search.format : undefined;
  const check = useQuery(checkQuery(search.upload, format));

  return {
    upload: search.upload,
    fileName: search.file ?? "",
    format,
    sent,
    send,
    check,
    choose: (next: Format | undefined) =>
      void navigate({ search: (before) => ({ ...before, format: next }), replace: true, resetScroll: false }),
    forget: () => {
      send.reset();
      void navigate({ search: {}, resetScroll: false });
    },
  };
}

export type OwnFile = ReturnType<typeof useOwnFile>;
