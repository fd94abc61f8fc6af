import { Button, Group, Modal, Text, type ButtonProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

interface Props extends ButtonProps {
  label: string;
  title: string;
  text: string;
  keep?: string;
  danger?: boolean;
  testId?: string;
  ariaLabel?: string;
  onConfirm: () => void;
}

/** A button that asks first. */
export function ConfirmButton({ label, title, text, keep, danger, testId, ariaLabel, onConfirm, ...button }: Props) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" {...button} onClick={open} data-testid={testId} aria-label={ariaLabel}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title} centered closeButtonProps={{ "aria-label": t("common.close") }}>
        <Text size="sm">{text}</Text>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={close}>
            {keep ?? t("common.cancel")}
          </Button>
          <Button
            color={danger ? "red.9" : undefined}
            data-testid={testId ? `${testId}-confirm` : undefined}
            onClick={() => {
              close();
              onConfirm();
            }}
          >
            {label}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
