import { SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { type Field, shownValue } from "@/components/schema-form/fields";
import { resultPicture } from "@/features/studio/frames";
import { MadeGallery } from "@/features/studio/made-gallery";
import { differing } from "@/features/studio/settings";
import classes from "@/features/studio/stage.module.css";
import { useWords } from "@/i18n/use-language";

interface Props {
  jobs: Job[];
  fields: Field[];
  left: string | undefined;
  right: string | undefined;
  onPick: (side: "left" | "right", job: string) => void;
}

/** Two earlier results beside each other, with the settings in which they differ. */
export function CompareRuns({ jobs, fields, left, right, onPick }: Props) {
  const { t } = useTranslation();
  const done = jobs.filter((job) => job.status === "succeeded" && resultPicture(job));
  if (done.length < 2) return <Text c="dimmed">{t("studio.compareNeedsTwo")}</Text>;
  const one = done.find(({ id }) => id === left) ?? done[1];
  const other = done.find(({ id }) => id === right) ?? done[0];
  if (!one || !other) return null;
  return (
    <Stack gap="md" data-testid="compare">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {([["left", one], ["right", other]] as const).map(([side, job]) => (
          <Stack key={side} gap="xs" data-testid={`compare-${side}`} data-job={job.id}>
            <div className={classes.stage}>
              <img src={resultPicture(job)?.url} alt={t(`studio.${side}Picture`)} className={classes.picture} />
            </div>
            <Text size="sm" fw={600}>
              {t(`studio.${side}Pick`)}
            </Text>
            <MadeGallery jobs={done} current={job.id} onPick={({ id }) => onPick(side, id)} />
          </Stack>
        ))}
      </SimpleGrid>
      <Differences left={one} right={other} fields={fields} />
    </Stack>
  );
}

function Differences({ left, right, fields }: { left: Job; right: Job; fields: Field[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const one = { ...left.params, seed: left.seed };
  const other = { ...right.params, seed: right.seed };
  const names = differing(one, other);
  if (names.length === 0) return <Text size="sm">{t("studio.sameSettings")}</Text>;
  return (
    <Table className="numeric" data-testid="differences">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("job.setting")}</Table.Th>
          <Table.Th>{t("studio.leftPicture")}</Table.Th>
          <Table.Th>{t("studio.rightPicture")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {names.map((name) => (
          <Table.Tr key={name}>
            <Table.Td>{name === "seed" ? t("job.seed") : words(fields.find((field) => field.name === name)?.title) || name}</Table.Td>
            <Table.Td className="long-text">{shownValue(Object.entries(one).find(([key]) => key === name)?.[1])}</Table.Td>
            <Table.Td className="long-text">{shownValue(Object.entries(other).find(([key]) => key === name)?.[1])}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
