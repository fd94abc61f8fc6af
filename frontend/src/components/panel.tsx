import { Box, Group, Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  title: string;
  help?: string;
  actions?: ReactNode;
  children: ReactNode;
  testId?: string;
}

/** A titled part of a page. */
export function Panel({ title, help, actions, children, testId }: Props) {
  return (
    <Paper component="section" className="panel" p={{ base: "sm", sm: "md" }} data-testid={testId} miw={0}>
      <Group justify="space-between" align="flex-start" mb="sm" gap="xs">
        <Box style={{ flex: "1 1 12rem" }}>
          <Title order={2}>{title}</Title>
          {help && (
            <Text size="sm" c="dimmed">
              {help}
            </Text>
          )}
        </Box>
        {actions}
      </Group>
      {children}
    </Paper>
  );
}
