import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** The one accent: the cloth of an old binding. */
const binding: MantineColorsTuple = [
  "#e6f7f6",
  "#d2ecea",
  "#a4d8d5",
  "#72c3bf",
  "#4ab2ac",
  "#30a7a1",
  "#1d9c96",
  "#0a7d78",
  "#0a706c",
  "#065a57",
];

export const theme = createTheme({
  primaryColor: "binding",
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  colors: { binding },
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.65rem" }, h2: { fontSize: "1.15rem" }, h3: { fontSize: "1rem" } } },
});

/** Mantine's own secondary text is too pale for WCAG AA on a white page. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#56606a",
    "--mantine-color-placeholder": "#6b747d",
    "--mantine-color-error": "#c02626",
    "--mantine-color-green-light-color": "#1c6430",
    "--mantine-color-orange-light-color": "#943300",
    "--ch-page": "#f7f8f8",
    "--ch-panel": "#ffffff",
    "--ch-for": "#0b7a4b",
    "--ch-against": "#b4470d",
    "--ch-line-training": "#6b7a8f",
    "--ch-line-validation": "#0a706c",
    "--ch-line-book": "#a3470a",
    "--ch-heat": "#0a706c",
    "--ch-heat-text": "#ffffff",
  },
  dark: {
    "--mantine-color-dimmed": "#aab2ba",
    "--mantine-color-placeholder": "#939ba3",
    "--mantine-color-error": "#ff8a8a",
    "--ch-page": "#16181a",
    "--ch-panel": "#1f2225",
    "--ch-for": "#4cd092",
    "--ch-against": "#ff9d5c",
    "--ch-line-training": "#9aa9be",
    "--ch-line-validation": "#4ac4bd",
    "--ch-line-book": "#ffa45c",
    "--ch-heat": "#35a8a2",
    "--ch-heat-text": "#06110f",
  },
});
