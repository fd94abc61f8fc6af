import { Button, FileButton, Text } from "@mantine/core";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "@/features/data-sets/file-drop.module.css";

const ACCEPTED = ".csv,.tsv,.txt,.json,.jsonl,.ndjson,.zip,.npz,.gz";

interface Props {
  busy: boolean;
  onFile: (file: File) => void;
}

/** Takes one file in: dropped, or chosen with a button that the keyboard reaches. */
export function FileDrop({ busy, onFile }: Props) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file && !busy) onFile(file);
  }

  return (
    <div
      className={classes.drop}
      data-over={over}
      role="group"
      aria-label={t("own.drop")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      data-testid="file-drop"
    >
      <svg viewBox="0 0 24 24" className={classes.icon} fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
        <path d="M12 16V5m-5 5 5-5 5 5M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      <Text fw={600}>{t("own.drop")}</Text>
      <FileButton accept={ACCEPTED} onChange={(file) => file && onFile(file)} inputProps={{ "aria-label": t("own.choose"), id: "own-file" }}>
        {(props) => (
          <Button {...props} loading={busy} data-testid="choose-file">
            {t("own.choose")}
          </Button>
        )}
      </FileButton>
      <Text size="sm" c="dimmed" maw="38rem">
        {t("own.accepted")}
      </Text>
    </div>
  );
}
