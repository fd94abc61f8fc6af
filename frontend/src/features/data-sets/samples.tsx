import { Badge, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { plainCells, shownText } from "@/features/data-sets/profile";
import classes from "@/features/data-sets/samples.module.css";
import { useFormat } from "@/i18n/use-language";
import { isFiniteNumber, type JsonRecord, textAt } from "@/lib/json";

/** The address of a picture in an answer: base64 alone, or an address already. */
export function pictureSource(image: string): string {
  if (/^(data:|https?:|\/api\/)/.test(image)) return image;
  const type = image.startsWith("iVBOR") ? "png" : image.startsWith("UklGR") ? "webp" : "jpeg";
  return `data:image/${type};base64,${image}`;
}

/** A few rows as they are: pictures, texts, or cells of a table. */
export function Samples({ samples }: { samples: JsonRecord[] }) {
  const first = samples[0];
  if (!first) return null;
  if (textAt(first, "image") !== undefined) return <Pictures samples={samples} />;
  const names = plainCells(first).map(([name]) => name);
  const isText = textAt(first, "text") !== undefined && names.every((name) => name === "text" || name === "label" || name === "labels");
  return isText ? <Texts samples={samples} /> : <Rows samples={samples} />;
}

function labelOf(sample: JsonRecord): string {
  const label = sample["label"] ?? sample["labels"];
  if (label === undefined || label === null) return "";
  return Array.isArray(label) ? label.map(String).join(", ") : shownText(label);
}

function Pictures({ samples }: { samples: JsonRecord[] }) {
  const { t } = useTranslation();
  return (
    <div className={classes.pictures} data-testid="samples">
      {samples.map((sample, index) => (
        <figure key={index} className={classes.picture}>
          <img src={pictureSource(textAt(sample, "image") ?? "")} alt={labelOf(sample) || t("own.sampleN", { n: index + 1 })} />
          <Text component="figcaption" size="xs" truncate>
            {labelOf(sample)}
          </Text>
        </figure>
      ))}
    </div>
  );
}

function Texts({ samples }: { samples: JsonRecord[] }) {
  return (
    <ul className={classes.texts} data-testid="samples">
      {samples.map((sample, index) => (
        <li key={index}>
          <Text size="sm" lineClamp={3} className="long-text">
            {labelOf(sample) !== "" && (
              <Badge size="sm" variant="light" tt="none" mr={6}>
                {labelOf(sample)}
              </Badge>
            )}
            {textAt(sample, "text")}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function Rows({ samples }: { samples: JsonRecord[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = [...new Set(samples.flatMap((sample) => plainCells(sample).map(([name]) => name)))];
  return (
    <Table.ScrollContainer minWidth={Math.min(900, 110 * names.length)} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table className="numeric" verticalSpacing={4} data-testid="samples" aria-label={t("own.samples")}>
        <Table.Thead>
          <Table.Tr>
            {names.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {samples.map((sample, index) => {
            const cells = new Map(plainCells(sample));
            return (
              <Table.Tr key={index}>
                {names.map((name) => (
                  <Table.Td key={name} maw={260}>
                    <Text size="sm" truncate title={shownText(cells.get(name))}>
                      {cell(cells.get(name))}
                    </Text>
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );

  function cell(value: unknown): string {
    return isFiniteNumber(value) ? format.number(value) : shownText(value);
  }
}
