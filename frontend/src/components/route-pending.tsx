import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** The shape of a page while its code or data arrives. */
export function RoutePending() {
  const { t } = useTranslation();
  return (
    <Stack gap="md" aria-busy="true">
      <VisuallyHidden role="status">{t("common.loading")}</VisuallyHidden>
      <Skeleton height={32} width="40%" />
      <Skeleton height={18} width="70%" />
      <Skeleton height={260} mt="md" />
    </Stack>
  );
}
