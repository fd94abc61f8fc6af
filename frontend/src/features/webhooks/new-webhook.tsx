import { Button, Checkbox, Group, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewWebhook, WebhookEvent } from "@/api/types";
import { ErrorNotice } from "@/components/error-notice";
import { EVENTS, useCreateWebhook } from "@/features/webhooks/queries";
import { SHORT } from "@/features/webhooks/types";

const USUAL: WebhookEvent[] = ["job.succeeded", "job.failed", "job.canceled", "job.expired"];

/** Makes a webhook: where to, what about. */
export function NewWebhookForm({ onMade }: { onMade: (webhook: NewWebhook) => void }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState("");
  const [name, setName] = useState("");
  const [events, setEvents] = useState<string[]>(USUAL);
  const create = useCreateWebhook();
  const chosen = EVENTS.filter((event) => events.includes(event));
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const wish = { url: url.trim(), name: name.trim() || "webhook", events: chosen };
        create.mutate(wish, { onSuccess: (made) => (setUrl(""), setName(""), onMade(made)) });
      }}
    >
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t("webhooks.url")}
            description={t("webhooks.urlHelp")}
            placeholder="https://example.org/hooks/chapterhouse"
            type="url"
            value={url}
            onChange={(event) => {
              setUrl(event.currentTarget.value);
              create.reset();
            }}
            maxLength={2048}
            required
            data-testid="webhook-url"
          />
          <TextInput
            label={t("webhooks.name")}
            description={t("webhooks.nameHelp")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={64}
            data-testid="webhook-name"
          />
        </SimpleGrid>
        <Checkbox.Group label={t("webhooks.events")} value={events} onChange={setEvents}>
          <Group gap="md" mt={6}>
            {EVENTS.map((event) => (
              <Checkbox key={event} value={event} label={t(`webhooks.types.${SHORT[event]}`)} data-testid={`on-${event}`} />
            ))}
          </Group>
        </Checkbox.Group>
        {create.isError && <ErrorNotice error={create.error} title={t("webhooks.refused")} />}
        <Group>
          <Button type="submit" loading={create.isPending} disabled={url.trim().length < 8 || chosen.length === 0} data-testid="webhook-create">
            {t("webhooks.create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
