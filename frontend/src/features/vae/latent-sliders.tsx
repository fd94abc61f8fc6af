import { SimpleGrid, Slider, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/use-language";

interface Props {
  code: readonly number[];
  std: readonly number[];
  onChange: (code: number[]) => void;
}

/** A slider for each latent number: those that say most come first in the eye, by their spread. */
export function LatentSliders({ code, std, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <SimpleGrid cols={{ base: 2, sm: 4, lg: 8 }} spacing="sm" mt="md" data-testid="latent-sliders">
      {code.map((value, index) => {
        const name = t("vae.dimension", { n: index + 1 });
        return (
          <div key={index}>
            <Text size="xs" c="dimmed" className="numeric">
              {name}: {format.number(value, 2)}
            </Text>
            <Slider
              size="sm"
              value={Math.max(-4, Math.min(4, value))}
              onChange={(next) => onChange(code.map((old, place) => (place === index ? next : old)))}
              min={-4}
              max={4}
              step={0.05}
              label={null}
              thumbLabel={`${name}, ${t("vae.spread", { value: format.number(std[index], 2) })}`}
              data-testid={`dimension-${String(index + 1)}`}
            />
          </div>
        );
      })}
    </SimpleGrid>
  );
}
