import { useTranslation } from "react-i18next";
import { PageHeader } from "@/components/page-header";
import { Gallery } from "@/features/recipes/gallery";

export function GalleryPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t("gallery.title")} intro={t("gallery.intro")} />
      <Gallery />
    </>
  );
}
