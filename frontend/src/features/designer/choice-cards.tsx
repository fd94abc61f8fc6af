import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "@/features/designer/choice-cards.module.css";

export interface Choice {
  name: string;
  title: string;
  text: string;
  icon: ReactNode;
}

interface Props {
  label: string;
  group: string;
  choices: Choice[];
  value: string | undefined;
  onChange: (name: string) => void;
}

/** One of a few, as cards: radio buttons underneath, so arrow keys move between them. */
export function ChoiceCards({ label, group, choices, value, onChange }: Props) {
  return (
    <div role="radiogroup" aria-label={label} className={classes.cards} data-testid={`${group}-cards`}>
      {choices.map(({ name, title, text, icon }) => (
        <label key={name} className={classes.card}>
          <input
            type="radio"
            name={group}
            checked={name === value}
            onChange={() => onChange(name)}
            aria-label={title}
            data-testid={`${group}-${name}`}
          />
          <span className={classes.head}>
            <span className={classes.icon}>{icon}</span>
            <Text span fw={650} size="sm">
              {title}
            </Text>
          </span>
          <Text span size="xs" c="dimmed">
            {text}
          </Text>
        </label>
      ))}
    </div>
  );
}
