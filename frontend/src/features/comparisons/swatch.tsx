/** The colour of a line, beside its name. */
export function Swatch({ color }: { color: string }) {
  const [name = "gray", shade = "6"] = color.split(".");
  return (
    <span
      aria-hidden="true"
      style={{ width: "0.8rem", height: "0.8rem", borderRadius: 3, flex: "none", background: `var(--mantine-color-${name}-${shade})` }}
    />
  );
}
