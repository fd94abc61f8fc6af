import { Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ComparisonBrief, Recipe } from "@/api/types";
import classes from "@/features/comparisons/recent-list.module.css";
import { StatusBadge } from "@/features/jobs/status-badge";
import { useFormat, useWords } from "@/i18n/use-language";

interface Props {
  comparisons: ComparisonBrief[];
  recipes: Recipe[];
  shown: string | undefined;
  onShow: (id: string) => void;
}

/** Earlier comparisons, newest first; the one on screen is marked. */
export function RecentList({ comparisons, recipes, shown, onShow }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  return (
    <Stack gap={4} component="ul" p={0} m={0} className={classes.list}>
      {comparisons.map((item) => (
        <li key={item.id}>
          <UnstyledButton
            className={classes.item}
            aria-current={item.id === shown ? "true" : undefined}
            onClick={() => onShow(item.id)}
            data-testid="recent-comparison"
          >
            <Group justify="space-between" gap="xs">
              <Text size="sm" fw={600}>
                {item.preset ? t("lab.bookTitle") : words(recipes.find(({ name }) => name === item.recipe)?.title) || item.recipe}
              </Text>
              <StatusBadge status={item.state} />
            </Group>
            <Text size="xs" c="dimmed" className="numeric long-text">
              {t("lab.variantCount", { n: item.variants.length, seeds: item.seeds.length })} · {format.ago(item.created_at)}
            </Text>
          </UnstyledButton>
        </li>
      ))}
    </Stack>
  );
}
