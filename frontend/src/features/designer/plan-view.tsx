import { Alert, Box, Chip, Code, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Panel } from "@/components/panel";
import type { DesignInput, Layer, Plan } from "@/features/designer/design";
import { LayerDiagram } from "@/features/designer/layer-diagram";
import type { Designer } from "@/features/designer/use-designer";
import { useWords } from "@/i18n/use-language";

interface Props {
  designer: Designer;
  plan: Plan;
}

/** The network for the question, drawn, and why each part of it is as it is. */
export function PlanView({ designer, plan }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <Panel title={t("designer.network")} help={t("designer.networkHelp")} testId="plan">
      <Stack gap="md">
        {plan.warnings.length > 0 && (
          <Alert variant="light" color="orange" title={t("report.warnings")} role="note" data-testid="plan-warnings">
            {plan.warnings.map(({ code, words: text }) => (
              <Text key={code} size="sm" c="var(--mantine-color-text)">
                {words(text)}
              </Text>
            ))}
          </Alert>
        )}
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
          <LayerDiagram layers={withInput(plan.layers, designer.input)} />
          <Stack gap="md">
            <Architectures designer={designer} plan={plan} />
            <Decisions plan={plan} />
          </Stack>
        </SimpleGrid>
      </Stack>
    </Panel>
  );
}

/** The layers with what goes in on top, where the plan does not show it. */
function withInput(layers: Layer[], input: DesignInput | undefined): Layer[] {
  if (!input || /input/i.test(layers[0]?.layer ?? "")) return layers;
  return [{ layer: "Input", detail: { en: `${input.title.en}: ${input.shape.en}`, zh: `${input.title.zh}：${input.shape.zh}` } }, ...layers];
}

/** The architectures that fit, the chosen one marked; another one is a click away. */
function Architectures({ designer, plan }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const known = designer.input?.architectures ?? [];
  const titled = (name: string) => words(known.find((architecture) => architecture.name === name)?.title) || name;
  const names = [...new Set([plan.architecture, ...plan.alternatives])].filter((name) => name !== "");
  const ordered = [...known.map(({ name }) => name).filter((name) => names.includes(name)), ...names].filter(
    (name, index, all) => all.indexOf(name) === index,
  );
  const chosen = known.find(({ name }) => name === plan.architecture);
  return (
    <Box>
      <Text size="sm" c="dimmed" mb={6} id="architecture-label">
        {t("designer.architecture")}
      </Text>
      <Chip.Group value={plan.architecture} onChange={(name) => designer.chooseArchitecture(String(name))}>
        <Group gap={6} role="radiogroup" aria-labelledby="architecture-label">
          {ordered.map((name) => (
            <Chip key={name} value={name} size="sm" variant="outline" data-testid={`architecture-${name}`}>
              {titled(name)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Text size="sm" mt={6} data-testid="reason-architecture">
        {reasonFor(plan, "architecture", words) || words(chosen?.reason)}
      </Text>
      {reasonFor(plan, "text_rule", words) !== "" && (
        <Text size="sm" mt={6} data-testid="reason-text-rule">
          {reasonFor(plan, "text_rule", words)}
        </Text>
      )}
    </Box>
  );
}

type UseWords = ReturnType<typeof useWords>;

function reasonFor(plan: Plan, about: string, words: UseWords): string {
  return plan.reasons
    .filter((reason) => reason.about === about)
    .map((reason) => words(reason.words))
    .join(" ");
}

const AS_CODE = new Set(["last_layer", "loss"]);
const PARTS = ["last_layer", "loss", "target_encoding", "metric"] as const;

/** Last layer, loss, target encoding and metric, each with its reason. */
function Decisions({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const words = useWords();
  const values: Record<(typeof PARTS)[number], string> = {
    last_layer: `Dense(${plan.units}, ${plan.activation})`,
    loss: words(plan.loss),
    target_encoding: words(plan.targetEncoding),
    metric: words(plan.metric),
  };
  return (
    <Stack gap="sm" component="dl" m={0}>
      {PARTS.map((part) => (
        <Box key={part} data-testid={`plan-${part}`}>
          <Text component="dt" size="sm" c="dimmed">
            {t(`designer.parts.${part}`)}
          </Text>
          <Box component="dd" m={0}>
            {AS_CODE.has(part) ? (
              <Code fz="sm" className="long-text">
                {values[part]}
              </Code>
            ) : (
              !reasonFor(plan, part, words).startsWith(values[part]) && (
                <Text size="sm" fw={600}>
                  {values[part]}
                </Text>
              )
            )}
            <Text size="sm" mt={4}>
              {reasonFor(plan, part, words) || (part === "loss" ? t("designer.lossReason") : "")}
            </Text>
          </Box>
        </Box>
      ))}
    </Stack>
  );
}
