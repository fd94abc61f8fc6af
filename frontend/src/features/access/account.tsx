import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { sessionQuery, useSignOut } from "@/features/access/queries";

/** The way out, in a house that asks for keys. */
export function Account() {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery).data;
  const signOut = useSignOut();
  if (session === undefined || session.mode === "open" || !session.signed_in) return null;
  return (
    <Button
      size="xs"
      variant="default"
      title={t("access.signedInAs", { owner: session.owner })}
      loading={signOut.isPending}
      onClick={() => signOut.mutate()}
      data-testid="sign-out"
    >
      {t("access.signOut")}
    </Button>
  );
}
