import { Code, SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

const KINDS = ["table", "text", "images", "arrays"] as const;
const SHAPES: Record<(typeof KINDS)[number], string> = {
  table: "age,city,income,buys\n34,Bern,51000,yes\n51,,72500,no",
  text: '{"text": "great film", "label": "good"}\n{"text": "boring", "label": "bad"}',
  images: "photos.zip\n  cats/001.jpg\n  dogs/001.jpg",
  arrays: "sounds.npz\n  x: (n, steps, channels)\n  y: (n,)",
};

/** What files can look like, one small example a kind. */
export function AcceptedKinds() {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm">
      {KINDS.map((kind) => (
        <div key={kind} style={{ minWidth: 0 }}>
          <Text size="sm" fw={600}>
            {t(`own.shapes.${kind}`)}
          </Text>
          <Text size="xs" c="dimmed" mb={4}>
            {t(`own.shapesHelp.${kind}`)}
          </Text>
          <Code block fz="0.72rem" p={8} tabIndex={0} aria-label={t(`own.shapes.${kind}`)}>
            {SHAPES[kind]}
          </Code>
        </div>
      ))}
    </SimpleGrid>
  );
}
