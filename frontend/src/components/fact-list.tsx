import { Box, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "@/components/fact-list.module.css";

export interface Fact {
  name: string;
  value: ReactNode;
}

/** Names and values in two columns; facts without a value are left out. */
export function FactList({ facts }: { facts: Fact[] }) {
  const known = facts.filter(({ value }) => value !== null && value !== undefined && value !== "");
  return (
    <Box component="dl" className={classes.list}>
      {known.map(({ name, value }) => (
        <Box key={name} className={classes.fact}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" size="sm" m={0} className="numeric long-text">
            {value}
          </Text>
        </Box>
      ))}
    </Box>
  );
}
