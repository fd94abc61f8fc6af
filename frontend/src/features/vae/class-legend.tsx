import { Group, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { classColor } from "@/features/vae/class-colors";
import classes from "@/features/vae/class-legend.module.css";
import { markOf } from "@/features/vae/vae-question";

interface Props {
  labels: readonly string[];
  picked: number | undefined;
  onPick: (label: number | undefined) => void;
}

/** Colour and mark of each class; a click goes to the class and sets it apart on the map. */
export function ClassLegend({ labels, picked, onPick }: Props) {
  const { t } = useTranslation();
  if (labels.length === 0) return null;
  return (
    <Group gap={4} role="group" aria-label={t("vae.classes")}>
      {labels.map((name, label) => (
        <UnstyledButton
          key={name}
          className={classes.entry}
          aria-pressed={picked === label}
          onClick={() => onPick(picked === label ? undefined : label)}
          data-testid={`class-${String(label)}`}
        >
          <span className={classes.mark} style={{ color: classColor(label) }}>
            {markOf(labels, label)}
          </span>
          {markOf(labels, label) !== name && (
            <Text span size="xs">
              {name}
            </Text>
          )}
        </UnstyledButton>
      ))}
    </Group>
  );
}
