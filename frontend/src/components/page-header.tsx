import { Box, Group, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

interface Props {
  title: string;
  intro?: string;
  beside?: ReactNode;
  children?: ReactNode;
}

/** The heading of a page, its one-sentence purpose, and its main actions. */
export function PageHeader({ title, intro, beside, children }: Props) {
  useDocumentTitle(`${title} · Chapterhouse`);
  return (
    <Group justify="space-between" align="flex-start" gap="md" mb="lg">
      <Box style={{ flex: "1 1 18rem" }}>
        <Group gap="sm" align="center">
          <Title order={1} className="long-text">
            {title}
          </Title>
          {beside}
        </Group>
        {intro && (
          <Text c="dimmed" mt={4} maw="48rem">
            {intro}
          </Text>
        )}
      </Box>
      {children && <Group gap="xs">{children}</Group>}
    </Group>
  );
}
