import { Button, Collapse, NumberInput, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { Field } from "@/components/schema-form/fields";
import { SchemaForm } from "@/components/schema-form/schema-form";
import type { Studio } from "@/features/studio/use-studio";

/** Every other setting, folded away; drawn from the recipe's own description. */
export function Advanced({ studio, fields }: { studio: Studio; fields: Field[] }) {
  const { t } = useTranslation();
  const [opened, { toggle }] = useDisclosure(fields.some(({ name }) => name in studio.refused));
  return (
    <Stack gap="sm">
      <Button
        variant="subtle"
        size="xs"
        w="fit-content"
        px="xs"
        onClick={toggle}
        aria-expanded={opened}
        data-testid="advanced"
      >
        {opened ? "▾" : "▸"} {t("studio.advanced", { n: fields.length })}
      </Button>
      <Collapse expanded={opened}>
        <SchemaForm fields={fields} values={studio.values} refused={studio.refused} onChange={studio.change} />
        <NumberInput
          mt="md"
          maw="16rem"
          label={t("train.seed")}
          description={t("studio.seedHelp")}
          value={studio.seed}
          min={0}
          max={2 ** 31 - 1}
          allowDecimal={false}
          onChange={(seed) => typeof seed === "number" && studio.use(studio.values, seed)}
          data-testid="seed"
        />
      </Collapse>
    </Stack>
  );
}
