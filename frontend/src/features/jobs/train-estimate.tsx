import { Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { JobWish, Recipe } from "@/api/types";
import { estimateQuery } from "@/features/jobs/queries";
import { useFormat } from "@/i18n/use-language";

/** How long this training would take here, by earlier runs where there are some. */
export function TrainEstimate({ wish, recipe }: { wish: JobWish; recipe: Recipe }) {
  const { t } = useTranslation();
  const format = useFormat();
  const estimate = useQuery({ ...estimateQuery(wish), placeholderData: keepPreviousData });
  const seconds = estimate.data?.cost_s ?? recipe.estimate_s;
  const basis = estimate.data?.basis ?? "card";
  const ahead = estimate.data?.ahead_cost_s ?? 0;
  return (
    <div>
      <Text size="sm" className="numeric" data-testid="estimate">
        {t("train.estimate", { duration: format.seconds(seconds) })}
        {ahead > 0 && ` · ${t("progress.ahead", { duration: format.seconds(ahead) })}`}
      </Text>
      <Text size="xs" c="dimmed">
        {t(`train.estimateBasis.${basis}`, { n: format.number(estimate.data?.based_on_runs ?? 0, 0) })}{" "}
        {estimate.data &&
          t("train.estimateError", {
            duration: format.seconds(estimate.data.p90_s),
            error: format.percent(estimate.data.typical_error),
          })}
      </Text>
    </div>
  );
}
