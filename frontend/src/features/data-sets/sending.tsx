import { Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/use-language";

/** How much of a file is gone; what is gone whole is being stored. */
export function Sending({ fraction }: { fraction: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div role="status" data-testid="sending">
      <Progress value={fraction * 100} animated={fraction >= 1} aria-label={t("own.sending")} size="md" />
      <Text size="sm" mt={4} className="numeric">
        {fraction < 1 ? `${t("own.sending")} ${format.percent(fraction, 0)}` : t("own.storing")}
      </Text>
    </div>
  );
}
