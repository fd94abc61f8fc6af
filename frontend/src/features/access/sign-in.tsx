import { Box, Button, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";
import { ErrorNotice } from "@/components/error-notice";
import { useSignIn } from "@/features/access/queries";

/** Asks for a key; the page behind it shows once the service knows this browser. */
export function SignIn() {
  const { t } = useTranslation();
  const [key, setKey] = useState("");
  const signIn = useSignIn();
  const isWrong = signIn.error instanceof ApiError && signIn.error.status === 401;
  useDocumentTitle(`${t("access.signIn")} · Chapterhouse`);
  return (
    <Box maw="28rem" mx="auto" mt={{ base: "md", sm: "xl" }}>
      <Paper
        component="form"
        className="panel"
        p={{ base: "md", sm: "lg" }}
        data-testid="sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== "") signIn.mutate(key.trim());
        }}
      >
        <Stack gap="md">
          <Title order={1}>{t("access.signIn")}</Title>
          <Text size="sm" c="dimmed">
            {t("access.signInHelp")}
          </Text>
          <PasswordInput
            label={t("access.key")}
            placeholder="svc_…"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            autoComplete="current-password"
            error={isWrong ? t("access.wrongKey") : undefined}
            visibilityToggleButtonProps={{ "aria-label": t("access.showKey") }}
            data-testid="sign-in-key"
            required
          />
          {signIn.isError && !isWrong && <ErrorNotice error={signIn.error} />}
          <Button type="submit" loading={signIn.isPending} disabled={key.trim() === ""} data-testid="sign-in-send">
            {t("access.signIn")}
          </Button>
        </Stack>
      </Paper>
    </Box>
  );
}
