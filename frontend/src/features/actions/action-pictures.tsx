import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ErrorNotice } from "@/components/error-notice";
import { PictureGrid } from "@/features/actions/picture-grid";
import { readPictures } from "@/features/actions/pictures";
import { actionQuery } from "@/features/actions/queries";
import { SavePng } from "@/features/actions/save-png";
import type { JsonRecord } from "@/lib/json";

interface Props {
  model: string;
  version: number;
  action: string;
  body: JsonRecord;
  columns: number;
  alt: (index: number) => string;
  caption?: (index: number) => string | undefined;
  onPick?: (latent: number[]) => void;
  testId: string;
}

/** The pictures an action answers with, and a way to keep them. */
export function ActionPictures({ model, version, action, body, columns, alt, caption, onPick, testId }: Props) {
  const answer = useQuery(actionQuery(model, version, action, body));
  const pictures = readPictures(answer.data);

  function pick(index: number) {
    const latent = pictures.latents[index];
    if (latent) onPick?.(latent);
  }

  if (answer.isError) return <ErrorNotice error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Skeleton height={90} />;
  return (
    <Stack gap="sm">
      <PictureGrid
        sources={pictures.sources}
        columns={columns}
        alt={alt}
        testId={testId}
        {...(caption ? { caption } : {})}
        {...(onPick ? { onPick: pick } : {})}
      />
      <SavePng model={model} action={action} body={body} testId={`save-${testId}`} />
    </Stack>
  );
}
