import { Button, Group, NativeSelect, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { KeyWish, NewKey } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { useCreateKey } from "@/features/access/queries";

const ROLES = ["member", "application", "viewer", "operator", "admin"] as const;
const DAYS = ["30", "90", "365", "never"] as const;
type Role = (typeof ROLES)[number];

interface Props {
  onMade: (key: NewKey) => void;
}

/** Makes a key: what it is for, what it may do, whose things it sees, when it ends. */
export function NewKeyForm({ onMade }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [owner, setOwner] = useState("local");
  const [days, setDays] = useState<(typeof DAYS)[number]>("90");
  const create = useCreateKey();
  const wish: KeyWish = { name: name.trim(), role, scopes: [], owner: owner.trim() };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const ends = days === "never" ? {} : { expires_days: Number(days) };
        create.mutate({ ...wish, ...ends }, { onSuccess: (made) => (setName(""), onMade(made)) });
      }}
    >
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
          <TextInput
            label={t("access.name")}
            description={t("access.nameHelp")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={64}
            required
            data-testid="key-name"
          />
          <NativeSelect
            label={t("access.role")}
            description={t(`access.roleHelp.${role}`)}
            value={role}
            onChange={(event) => setRole(ROLES.find((item) => item === event.currentTarget.value) ?? "member")}
            data={ROLES.map((item) => ({ value: item, label: t(`access.roles.${item}`) }))}
            data-testid="key-role"
          />
          <TextInput
            label={t("access.owner")}
            description={t("access.ownerHelp")}
            value={owner}
            onChange={(event) => setOwner(event.currentTarget.value)}
            pattern="[a-z0-9][a-z0-9\-]{0,62}"
            required
          />
          <NativeSelect
            label={t("access.expires")}
            description={t("access.expiresHelp")}
            value={days}
            onChange={(event) => setDays(DAYS.find((item) => item === event.currentTarget.value) ?? "90")}
            data={DAYS.map((item) => ({
              value: item,
              label: item === "never" ? t("access.never") : t("access.days", { count: Number(item) }),
            }))}
            data-testid="key-expires"
          />
        </SimpleGrid>
        {create.isError && <ErrorNotice error={create.error} />}
        <Group>
          <Button type="submit" loading={create.isPending} disabled={name.trim() === ""} data-testid="key-create">
            {t("access.create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
