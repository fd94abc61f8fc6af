import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/empty-state";
import { ErrorNotice } from "@/components/error-notice";
import { ButtonLink } from "@/components/links";
import { PageHeader } from "@/components/page-header";
import { RoutePending } from "@/components/route-pending";
import { dataSetsQuery } from "@/features/data-sets/queries";
import { DesignerView } from "@/features/designer/designer-view";
import { catalogueQuery } from "@/features/designer/queries";
import { recipesQuery } from "@/features/recipes/queries";

/** From a question to a network: what is given, what is asked, and a training that answers it. */
export function DesignerPage() {
  const { t } = useTranslation();
  const catalogue = useQuery(catalogueQuery);
  const recipes = useQuery(recipesQuery);
  const dataSets = useQuery(dataSetsQuery);
  const failed = [catalogue, recipes, dataSets].find(({ isError }) => isError);
  if (failed) return <ErrorNotice error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!catalogue.data || !recipes.data || !dataSets.data) return <RoutePending />;
  const recipe = recipes.data.data.find(({ name }) => name === "designer");
  return (
    <>
      <PageHeader title={t("designer.title")} intro={t("designer.intro")} />
      {recipe ? (
        <DesignerView catalogue={catalogue.data} dataSets={dataSets.data.data} recipe={recipe} />
      ) : (
        <EmptyState title={t("gallery.emptyTitle")} text={t("gallery.emptyText")}>
          <ButtonLink to="/">{t("common.toGallery")}</ButtonLink>
        </EmptyState>
      )}
    </>
  );
}
