import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ComparisonWish, Recipe } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { OwnForm } from "@/features/comparisons/own-form";
import { planQuery, useStartComparison } from "@/features/comparisons/queries";
import { useOwnWish } from "@/features/comparisons/use-own-wish";
import { dataSetsQuery } from "@/features/data-sets/queries";
import { useFormat, useWords } from "@/i18n/use-language";

interface Props {
  recipes: Recipe[];
  onStarted: (id: string) => void;
}

const BOOK = "over-fitting";
const SEEDS = ["1", "2", "3"];

/** What to compare, how often, how long it takes, and the button. */
export function StartPanel({ recipes, onStarted }: Props) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<"book" | "own">("book");
  const [count, setCount] = useState("1");
  const seeds = SEEDS.slice(0, Number(count)).map(Number);
  const book: ComparisonWish = { recipe: "sentiment", preset: BOOK, params: {}, seeds };
  const dataSets = useQuery(dataSetsQuery).data?.data ?? [];
  const own = useOwnWish(recipes, dataSets, seeds);
  const wish = kind === "book" ? book : own.wish;
  const plan = useQuery(planQuery(wish));
  const start = useStartComparison();
  const ready = wish !== undefined && plan.data !== undefined && !plan.isPlaceholderData && !plan.isError;
  return (
    <Stack gap="md">
      <SegmentedControl
        value={kind}
        onChange={(value) => setKind(value === "own" ? "own" : "book")}
        data={[
          { value: "book", label: t("lab.book") },
          { value: "own", label: t("lab.own") },
        ]}
        aria-label={t("lab.what")}
        data-testid="lab-kind"
        style={{ alignSelf: "flex-start" }}
      />
      {kind === "own" ? <OwnForm own={own} /> : <BookVariants wish={book} />}
      <Group gap="xs">
        <Text size="sm" id="lab-seeds">
          {t("lab.seeds")}
        </Text>
        <SegmentedControl size="xs" value={count} onChange={setCount} data={SEEDS} aria-labelledby="lab-seeds" data-testid="lab-seeds" />
      </Group>
      {(plan.error ?? start.error) && <ErrorNotice error={plan.error ?? start.error} />}
      <Group>
        <Button
          size="md"
          disabled={!ready}
          loading={start.isPending}
          onClick={() => wish && start.mutate(wish, { onSuccess: ({ id }) => onStarted(id) })}
          data-testid="run-comparison"
        >
          {t("lab.run")}
        </Button>
        {ready && <PlanLine jobs={plan.data.jobs} seconds={plan.data.cost_s} ahead={plan.data.ahead_cost_s} admit={plan.data.admit} />}
      </Group>
    </Stack>
  );
}

function PlanLine({ jobs, seconds, ahead, admit }: { jobs: number; seconds: number; ahead: number; admit: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!admit) return <Text size="sm" c="var(--mantine-color-error)">{t("lab.queueFull")}</Text>;
  return (
    <Text size="sm" className="numeric" data-testid="lab-plan">
      {t("lab.plan", { n: format.number(jobs, 0), duration: format.seconds(seconds) })}
      {ahead > 0 && ` · ${t("progress.ahead", { duration: format.seconds(ahead) })}`}
    </Text>
  );
}

function BookVariants({ wish }: { wish: ComparisonWish }) {
  const { t } = useTranslation();
  const words = useWords();
  const plan = useQuery(planQuery(wish));
  return (
    <Stack gap={4}>
      <Text size="sm">{t("lab.bookText")}</Text>
      <Text size="sm" c="dimmed">
        {plan.data?.variants.map(({ title }) => words(title)).join(" · ")}
      </Text>
    </Stack>
  );
}
