import { Center, SegmentedControl, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { MoonIcon, ScreenIcon, SunIcon } from "@/components/icons";

const SCHEMES = [
  { value: "light", key: "app.schemeLight", icon: <SunIcon /> },
  { value: "dark", key: "app.schemeDark", icon: <MoonIcon /> },
  { value: "auto", key: "app.schemeAuto", icon: <ScreenIcon /> },
] as const;

export function SchemeSwitch() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("app.scheme")}
      data-testid="scheme"
      value={colorScheme}
      onChange={setColorScheme}
      data={SCHEMES.map(({ value, key, icon }) => ({
        value,
        label: (
          <Center title={t(key)}>
            {icon}
            <VisuallyHidden>{t(key)}</VisuallyHidden>
          </Center>
        ),
      }))}
    />
  );
}
