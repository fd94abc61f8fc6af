import { AppShell, Box, Burger, Container, Drawer, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LanguageSwitch } from "@/components/shell/language-switch";
import { NavLinks } from "@/components/shell/nav-links";
import { SchemeSwitch } from "@/components/shell/scheme-switch";
import classes from "@/components/shell/shell.module.css";

interface Props {
  connection: ReactNode;
  account: ReactNode;
  children: ReactNode;
}

/** What every page stands in: name, navigation, language, colours and the state of the connection. */
export function Shell({ connection, account, children }: Props) {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <>
      <a href="#content" className="skip-link">
        {t("app.skip")}
      </a>
      <AppShell header={{ height: 56 }} padding={0}>
        <AppShell.Header className={classes.header}>
          <Container size="xl" h="100%">
            <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
              <Group gap="sm" wrap="nowrap">
                <Burger
                  hiddenFrom="lg"
                  size="sm"
                  opened={opened}
                  onClick={toggle}
                  aria-expanded={opened}
                  aria-label={opened ? t("app.closeMenu") : t("app.openMenu")}
                />
                <Link to="/" className={classes.brand}>
                  <img src="/chapterhouse.svg" alt="" width={26} height={26} />
                  <Text span fw={700}>
                    {t("app.name")}
                  </Text>
                </Link>
                <Box visibleFrom="lg" component="nav" aria-label={t("app.navigation")}>
                  <Group gap={2} wrap="nowrap">
                    <NavLinks />
                  </Group>
                </Box>
              </Group>
              <Group gap="sm" wrap="nowrap">
                {connection}
                <Group gap="xs" wrap="nowrap" visibleFrom="sm">
                  <LanguageSwitch />
                  <SchemeSwitch />
                  {account}
                </Group>
              </Group>
            </Group>
          </Container>
        </AppShell.Header>
        <AppShell.Main id="content" tabIndex={-1}>
          <Container size="xl" py="lg">
            {children}
          </Container>
        </AppShell.Main>
      </AppShell>
      <Drawer
        opened={opened}
        onClose={close}
        size="18rem"
        title={t("app.name")}
        hiddenFrom="lg"
        closeButtonProps={{ "aria-label": t("app.closeMenu") }}
      >
        <Stack gap="lg">
          <Stack component="nav" gap={4} aria-label={t("app.navigation")}>
            <NavLinks onNavigate={close} />
          </Stack>
          <Stack gap="lg" hiddenFrom="sm">
            <LanguageSwitch />
            <SchemeSwitch />
            {account}
          </Stack>
        </Stack>
      </Drawer>
    </>
  );
}
