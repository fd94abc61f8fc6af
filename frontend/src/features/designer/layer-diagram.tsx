import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Layer } from "@/features/designer/design";
import classes from "@/features/designer/layer-diagram.module.css";
import { layerKind } from "@/features/designer/layer-kind";
import { useWords } from "@/i18n/use-language";

/** The network from its input down to its last layer, a box a layer. */
export function LayerDiagram({ layers }: { layers: Layer[] }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <ol className={classes.layers} aria-label={t("designer.layers")} data-testid="layers">
      {layers.map(({ layer, detail }, index) => (
        <li key={index} className={classes.layer}>
          <div className={classes.box} data-kind={layerKind(layer)} data-last={index === layers.length - 1}>
            <Text span fw={650} size="sm" display="block">
              {layer}
            </Text>
            {words(detail) !== "" && (
              <Text span size="xs" c="dimmed" display="block" className="numeric">
                {words(detail)}
              </Text>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
