import { Button, FileButton, Text } from "@mantine/core";
import { type DragEvent, useState } from "react";
import classes from "@/components/file-drop.module.css";

interface Props {
  /** What may be dropped here, said to the person. */
  title: string;
  choose: string;
  help?: string;
  /** Endings of files that the dialogue offers. */
  accept: string;
  id: string;
  busy: boolean;
  onFile: (file: File) => void;
}

/** Takes one file in: dropped, or chosen with a button that the keyboard reaches. */
export function FileDrop({ title, choose, help, accept, id, busy, onFile }: Props) {
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
      aria-label={title}
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
      <Text fw={600}>{title}</Text>
      <FileButton accept={accept} onChange={(file) => file && onFile(file)} inputProps={{ "aria-label": choose, id }}>
        {(props) => (
          <Button {...props} loading={busy} data-testid="choose-file">
            {choose}
          </Button>
        )}
      </FileButton>
      {help && (
        <Text size="sm" c="dimmed" maw="38rem">
          {help}
        </Text>
      )}
    </div>
  );
}
