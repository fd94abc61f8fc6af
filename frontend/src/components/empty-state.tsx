import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  title: string;
  text: string;
  children?: ReactNode;
}

/** Nothing here yet: says why, and what to do. */
export function EmptyState({ title, text, children }: Props) {
  return (
    <Paper className="panel" p={{ base: "lg", sm: "xl" }} data-testid="empty">
      <Stack align="center" gap="sm" py="lg" maw="34rem" mx="auto" ta="center">
        <Title order={2}>{title}</Title>
        <Text c="dimmed">{text}</Text>
        {children && (
          <Group justify="center" mt="xs">
            {children}
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
