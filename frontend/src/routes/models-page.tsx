import { Badge, Group, Paper, SimpleGrid, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { AnchorLink, ButtonLink } from "@/components/links";
import { PageHeader } from "@/components/page-header";
import { modelsQuery } from "@/features/models/queries";
import { Headline } from "@/features/recipes/headline";
import { recipesQuery } from "@/features/recipes/queries";
import { useFormat, useWords } from "@/i18n/use-language";

export function ModelsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const models = useQuery(modelsQuery);
  const recipes = useQuery(recipesQuery);
  return (
    <>
      <PageHeader title={t("models.title")} intro={t("models.intro")} />
      {models.isError && <ErrorNotice error={models.error} onRetry={() => void models.refetch()} />}
      {models.isPending && <Skeleton height={200} />}
      {models.data?.data.length === 0 && (
        <EmptyState title={t("models.emptyTitle")} text={t("models.emptyText")}>
          <ButtonLink to="/">{t("models.toGallery")}</ButtonLink>
        </EmptyState>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {models.data?.data.map((model) => {
          const recipe = recipes.data?.data.find(({ name }) => name === model.recipe);
          return (
            <Paper component="article" className="panel" p="md" key={model.name} data-testid={`model-${model.name}`}>
              <Group justify="space-between" mb={4} wrap="nowrap">
                <Title order={2}>
                  <AnchorLink to="/models/$model" params={{ model: model.name }} inherit>
                    {model.name}
                  </AnchorLink>
                </Title>
                <Badge variant={model.production ? "light" : "outline"} color={model.production ? undefined : "gray"} c={model.production ? undefined : "dimmed"} tt="none">
                  {model.production ? t("gallery.inProduction", { version: model.production.version }) : t("models.noProduction")}
                </Badge>
              </Group>
              <Text size="sm" c="dimmed" mb="sm">
                {recipe ? words(recipe.title) : model.recipe} · {t("models.last", { version: model.last_version })} ·{" "}
                {format.ago(model.production?.created_at ?? model.created_at)}
              </Text>
              {recipe && <Headline recipe={recipe} version={model.production} />}
            </Paper>
          );
        })}
      </SimpleGrid>
    </>
  );
}
