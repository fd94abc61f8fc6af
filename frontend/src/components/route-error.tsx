import { Anchor, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "@/components/links";
import { EmptyState } from "@/components/empty-state";
import { PageHeader } from "@/components/page-header";

/** A page that threw: the rest of the dashboard goes on. */
export function RouteError() {
  const { t } = useTranslation();
  return (
    <EmptyState title={t("common.crashTitle")} text={t("common.crashText")}>
      <Button onClick={() => window.location.reload()}>{t("common.reload")}</Button>
      <Anchor href="/">{t("common.toGallery")}</Anchor>
    </EmptyState>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title="404" />
      <EmptyState title={t("common.notFoundTitle")} text={t("common.notFoundText")}>
        <ButtonLink  to="/">
          {t("common.toGallery")}
        </ButtonLink>
      </EmptyState>
    </>
  );
}
