import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { sendFile } from "@/features/data-sets/send-file";

/** A file on its way to the service; `sent` is the share that is gone, nothing while none is on its way. */
export function useSendFile(onSent: (upload: string, file: File) => void) {
  const [sent, setSent] = useState<number>();
  const send = useMutation({
    mutationFn: (file: File) => {
      setSent(0);
      return sendFile(file, setSent);
    },
    onSuccess: onSent,
    onSettled: () => setSent(undefined),
  });
  return { send, sent };
}
