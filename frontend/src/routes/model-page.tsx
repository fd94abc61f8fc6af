import { Skeleton, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isNotFound } from "@/api/problem";
import { ConfirmButton } from "@/components/confirm-button";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { AnchorLink, ButtonLink } from "@/components/links";
import { PageHeader } from "@/components/page-header";
import { modelQuery, usePromote, useRollBack, versionsQuery } from "@/features/models/queries";
import { VersionCard } from "@/features/models/version-card";
import { recipesQuery } from "@/features/recipes/queries";
import { useWords } from "@/i18n/use-language";

const route = getRouteApi("/models/$model");
const showError = (error: Error) => notifications.show({ color: "red", message: error.message });

export function ModelPage() {
  const { t } = useTranslation();
  const words = useWords();
  const { model: name } = route.useParams();
  const model = useQuery(modelQuery(name));
  const versions = useQuery(versionsQuery(name));
  const recipes = useQuery(recipesQuery);
  const promote = usePromote(name);
  const rollBack = useRollBack(name);
  const recipe = recipes.data?.data.find(({ name: known }) => known === (model.data?.recipe ?? name));

  if (isNotFound(model.error)) {
    return (
      <EmptyState title={t("models.notFoundTitle", { name })} text={t("models.notFoundText")}>
        {recipe && (
          <ButtonLink to="/train/$recipe" params={{ recipe: recipe.name }}>
            {t("gallery.train")}
          </ButtonLink>
        )}
        <ButtonLink to="/models" variant="default">
          {t("models.title")}
        </ButtonLink>
      </EmptyState>
    );
  }
  return (
    <>
      <AnchorLink to="/models" size="sm">
        ← {t("models.title")}
      </AnchorLink>
      <PageHeader title={name} intro={recipe && words(recipe.summary)}>
        {model.data?.production && (
          <ButtonLink to="/play/$model" params={{ model: name }}>
            {t("models.try")}
          </ButtonLink>
        )}
        {model.data && (
          <ButtonLink to="/train/$recipe" params={{ recipe: model.data.recipe }} variant="default">
            {t("models.train")}
          </ButtonLink>
        )}
        {(versions.data?.data.length ?? 0) > 1 && (
          <ConfirmButton
            label={t("models.rollback")}
            title={t("models.rollbackTitle")}
            text={t("models.rollbackText")}
            testId="rollback"
            loading={rollBack.isPending}
            onConfirm={() =>
              rollBack.mutate(undefined, {
                onSuccess: ({ version }) => notifications.show({ message: t("models.rolledBack", { version }) }),
                onError: showError,
              })
            }
          />
        )}
      </PageHeader>
      <Stack gap="sm">
        {model.isError && <ErrorNotice error={model.error} onRetry={() => void model.refetch()} />}
        {versions.isError && !model.isError && (
          <ErrorNotice error={versions.error} onRetry={() => void versions.refetch()} />
        )}
        {versions.isPending && <Skeleton height={240} />}
        {versions.data?.data.map((version) => (
          <VersionCard
            key={version.version}
            version={version}
            recipe={recipe}
            onPromote={(number) =>
              promote.mutate(number, {
                onSuccess: () => notifications.show({ message: t("models.promoted", { version: number }) }),
                onError: showError,
              })
            }
          />
        ))}
      </Stack>
    </>
  );
}
