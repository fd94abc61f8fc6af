import { Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { pictureSource } from "@/features/data-sets/samples";
import { type DesignedQuestion, truthText } from "@/features/designer/question";
import { useFormat } from "@/i18n/use-language";
import { textAt } from "@/lib/json";

interface Props {
  question: DesignedQuestion;
  chosen: number | undefined;
  onChoose: (index: number) => void;
}

/** Rows of the test part, each with the truth: one click asks the model about it. */
export function ExamplesList({ question, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  if (question.examples.length === 0) return <Text c="dimmed">{t("designed.noExamples")}</Text>;
  return (
    <Stack gap={6}>
      {question.examples.map(({ query, truth }, index) => {
        const image = textAt(query, "image");
        const text = textAt(query, "text");
        return (
          <Button
            key={index}
            variant={index === chosen ? "light" : "default"}
            aria-pressed={index === chosen}
            h="auto"
            px="sm"
            py={6}
            justify="flex-start"
            fw={400}
            onClick={() => onChoose(index)}
            data-testid={`example-${String(index + 1)}`}
            styles={{ label: { whiteSpace: "normal", textAlign: "start", height: "auto", lineHeight: 1.4 } }}
          >
            <Group gap="sm" wrap="nowrap">
              {image !== undefined && <img src={pictureSource(image)} alt="" width={44} height={44} style={{ objectFit: "cover", borderRadius: 4 }} />}
              <span style={{ minWidth: 0 }}>
                <Text span size="sm" lineClamp={2} className="long-text">
                  {text ?? t("designed.example", { n: index + 1 })}
                </Text>
                <Text span size="xs" c="dimmed" display="block" className="numeric long-text">
                  {t("designed.truth", { truth: truthText(truth, (value) => format.number(value)) || "–" })}
                </Text>
              </span>
            </Group>
          </Button>
        );
      })}
    </Stack>
  );
}
