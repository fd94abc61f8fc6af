import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Question } from "@/api/types";
import { CurlPanel } from "@/components/curl-panel";
import { curlCommand } from "@/features/predictions/curl-call";

const FITS_A_TERMINAL = 4_000;

/** The same call from a terminal; a question too long for one goes into a file. */
export function DesignedCurl({ model, question }: { model: string; question: Question }) {
  const { t } = useTranslation();
  const whole = curlCommand(model, "predict", question);
  const long = whole.length > FITS_A_TERMINAL;
  const command = long ? whole.replace(/-d '[\s\S]*$/, "-d @question.json") : whole;
  const file = `data:application/json,${encodeURIComponent(JSON.stringify({ queries: [question] }))}`;
  return (
    <CurlPanel command={command} note={long && t("designed.fileHelp")}>
      {long && (
        <Button component="a" size="xs" variant="default" href={file} download="question.json">
          {t("own.download")} question.json
        </Button>
      )}
    </CurlPanel>
  );
}
