import { Alert, Code, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Digest } from "@/components/digest";
import { FactList } from "@/components/fact-list";
import { shownValue } from "@/components/schema-form/fields";
import { JobError } from "@/features/jobs/job-error";
import { StudioProgress } from "@/features/studio/studio-progress";
import type { AskedVerdict } from "@/features/studio/use-verdict";
import { isRecord, textAt } from "@/lib/json";

/** Equal, not equal, or what is still being done; with the receipt unless it is to be brief. */
export function VerdictView({ verdict, brief }: { verdict: AskedVerdict; brief?: boolean }) {
  const { t } = useTranslation();
  const { state, answer, job, recomputed } = verdict;
  return (
    <Stack gap="sm" data-testid="verdict" data-state={state} aria-live="polite">
      {state === "sending" && <Text size="sm">{t("verify.sending")}</Text>}
      {state === "computing" && job && (
        <div>
          <Text size="sm" mb={4}>
            {t("verify.computing")}
          </Text>
          <StudioProgress job={job} live={undefined} />
        </div>
      )}
      {state === "failed" && job?.error && <JobError error={job.error} />}
      {state === "failed" && answer && !job?.error && <Alert color="orange">{t("verify.stopped")}</Alert>}
      {(state === "equal" || state === "different") && (
        <Alert
          color={state === "equal" ? "green" : "orange"}
          variant="light"
          title={t(state === "equal" ? "verify.equal" : "verify.different")}
        >
          <Text size="sm" c="var(--mantine-color-text)">
            {t(state === "equal" ? "verify.equalText" : "verify.differentText")}
          </Text>
        </Alert>
      )}
      {answer && !brief && (
        <>
          <FactList
            facts={[
              { name: t("verify.received"), value: <Digest value={answer.received} length={20} /> },
              { name: t("verify.recomputed"), value: recomputed && <Digest value={recomputed} length={20} /> },
            ]}
          />
          <Receipt receipt={answer.receipt} />
        </>
      )}
    </Stack>
  );
}

function Receipt({ receipt }: { receipt: Record<string, unknown> }) {
  const { t } = useTranslation();
  const params = isRecord(receipt["params"]) ? receipt["params"] : {};
  const settings = Object.entries(params).map(([name, value]) => `${name}: ${shownValue(value)}`);
  return (
    <div data-testid="receipt">
      <Text fw={600} size="sm" mb={4}>
        {t("verify.receipt")}
      </Text>
      <FactList
        facts={[
          { name: t("verify.madeBy"), value: textAt(receipt, "recipe") ?? textAt(receipt, "model") },
          { name: t("verify.picture"), value: textAt(receipt, "picture") ?? textAt(receipt, "action") },
          { name: t("job.seed"), value: receipt["seed"] === undefined ? undefined : shownValue(receipt["seed"]) },
          { name: t("verify.code"), value: textAt(receipt, "code") },
          { name: t("job.settings"), value: settings.length > 0 && settings.join(" · ") },
        ].filter(({ value }) => value !== false)}
      />
      <details>
        <summary>
          <Text span size="sm">
            {t("verify.raw")}
          </Text>
        </summary>
        <Code block mah="20rem" style={{ overflow: "auto" }} tabIndex={0}>
          {JSON.stringify(receipt, null, 2)}
        </Code>
      </details>
    </div>
  );
}
