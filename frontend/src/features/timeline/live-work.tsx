import { Box, Code, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { JobProgress } from "@/features/jobs/job-progress";
import { jobQuery } from "@/features/jobs/queries";
import { useJobStream } from "@/features/jobs/use-job-stream";
import { newestPictures } from "@/features/timeline/epochs";
import { PictureThatLoads } from "@/features/timeline/picture-that-loads";

/** What a training has made so far, as it works: its newest picture, or the newest text it wrote. */
export function LiveWork({ job }: { job: Job }) {
  const { t } = useTranslation();
  // The list of unfinished jobs leaves out the place in the queue.
  const whole = useQuery({ ...jobQuery(job.id), refetchInterval: job.status === "queued" ? 2_000 : false });
  const { live } = useJobStream(job.id, String(job.attempt));
  const pictures = newestPictures(live);
  // A sample is the only thing a training logs over several lines.
  const written = live.logs.findLast(({ message }) => message.includes("\n"));
  return (
    <Stack gap="sm" w="100%" align="center">
      <Box w="100%" maw="26rem">
        <JobProgress job={job.status === "queued" ? (whole.data ?? job) : job} live={live.progress} />
      </Box>
      <PictureThatLoads pictures={pictures} alt={t("timeline.newest")} testId="newest-picture" />
      {written && (
        <Code block w="100%" ta="start" mah="16rem" style={{ overflowY: "auto", whiteSpace: "pre-wrap" }} tabIndex={0} data-testid="newest-text">
          {written.message}
        </Code>
      )}
      <Text size="sm" c="dimmed">
        {pictures.length > 0 || written ? t("timeline.newestHelp") : t("timeline.firstSoon")}
      </Text>
    </Stack>
  );
}
