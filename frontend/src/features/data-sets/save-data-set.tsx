import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DataSet } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { type Format, useSaveDataSet } from "@/features/data-sets/queries";
import { nameOf } from "@/features/text/store-text";
import { isName } from "@/lib/name";

interface Props {
  fileName: string;
  upload: string;
  format: Format | undefined;
  /** The word on the button. */
  label: string;
  onSaved: (saved: DataSet) => void;
}

/** Names what was checked and keeps it as a data set. */
export function SaveDataSet({ fileName, upload, format, label, onSaved }: Props) {
  const { t } = useTranslation();
  const save = useSaveDataSet();
  const [name, setName] = useState(() => nameOf(fileName, new Date()));
  const sound = isName(name);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (sound) save.mutate({ name, upload, format }, { onSuccess: onSaved });
      }}
    >
      <Group align="flex-start" gap="sm">
        <TextInput
          label={t("own.name")}
          description={t("train.modelRule")}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
            save.reset();
          }}
          error={sound ? undefined : t("train.modelRule")}
          style={{ flex: "1 1 16rem" }}
          maw="26rem"
          inputWrapperOrder={["label", "input", "error", "description"]}
          data-testid="data-set-name"
        />
        <Button type="submit" mt="1.55rem" loading={save.isPending} disabled={!sound} data-testid="save-data-set">
          {label}
        </Button>
      </Group>
      {save.isError && (
        <div style={{ marginTop: "0.75rem" }}>
          <ErrorNotice error={save.error} title={t("own.notSaved")} />
        </div>
      )}
    </form>
  );
}
