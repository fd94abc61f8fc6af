/** Numbers, units and times as people read them, in the language of the page. */

export type Language = "en" | "zh";

const LOCALES = { en: "en-US", zh: "zh-CN" } as const;
const NONE = "–";

const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const known = numberFormats.get(key);
  if (known) return known;
  const created = new Intl.NumberFormat(LOCALES[language], options);
  numberFormats.set(key, created);
  return created;
}

export interface Formatter {
  number: (value: number | null | undefined, digits?: number) => string;
  percent: (fraction: number | null | undefined, digits?: number) => string;
  usd: (value: number | null | undefined) => string;
  bytes: (value: number | null | undefined) => string;
  seconds: (value: number | null | undefined) => string;
  dateTime: (iso: string | null | undefined) => string;
  ago: (iso: string | null | undefined, now?: number) => string;
  figure: (value: number | null | undefined, unit: string) => string;
}

/** A figure with the unit its recipe declares: "fraction" is shown as a percentage. */
function formatFigure(language: Language, value: number, unit: string): string {
  if (unit === "fraction") return formatPercent(language, value, 1);
  if (unit === "k$") return `${numberFormat(language, { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value)}k`;
  const text = formatSignificant(language, value);
  return unit ? `${text} ${unit}` : text;
}

function formatPercent(language: Language, fraction: number, digits: number): string {
  return numberFormat(language, {
    style: "percent",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(fraction);
}

function formatSignificant(language: Language, value: number): string {
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e7)) {
    return numberFormat(language, { notation: "scientific", maximumFractionDigits: 1 }).format(value);
  }
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 4;
  return numberFormat(language, { maximumFractionDigits: digits }).format(value);
}

function unit(language: Language, value: number, name: string, digits = 0): string {
  return numberFormat(language, {
    style: "unit",
    unit: name,
    unitDisplay: "short",
    maximumFractionDigits: digits,
  }).format(value);
}

function formatSeconds(language: Language, seconds: number): string {
  if (seconds < 1) return unit(language, Math.round(seconds * 1000), "millisecond");
  if (seconds < 10) return unit(language, seconds, "second", 1);
  if (seconds < 59.5) return unit(language, seconds, "second");
  const whole = Math.round(seconds);
  if (whole < 3600) {
    const rest = whole % 60;
    const minutes = unit(language, Math.floor(whole / 60), "minute");
    return rest === 0 ? minutes : `${minutes} ${unit(language, rest, "second")}`;
  }
  const minutes = Math.floor((whole % 3600) / 60);
  const hours = unit(language, Math.floor(whole / 3600), "hour");
  return minutes === 0 ? hours : `${hours} ${unit(language, minutes, "minute")}`;
}

function formatBytes(language: Language, value: number): string {
  if (value < 1000) return unit(language, value, "byte");
  if (value < 1e6) return unit(language, value / 1e3, "kilobyte", 1);
  if (value < 1e9) return unit(language, value / 1e6, "megabyte", 1);
  return unit(language, value / 1e9, "gigabyte", 2);
}

function formatAgo(language: Language, iso: string, now: number): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const relative = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: "auto" });
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(Math.round(seconds), "second");
  if (size < 3600) return relative.format(Math.round(seconds / 60), "minute");
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

function whenKnown<Value, Rest extends unknown[]>(format: (value: Value, ...rest: Rest) => string) {
  return (value: Value | null | undefined, ...rest: Rest): string =>
    value === null || value === undefined || Number.isNaN(value) ? NONE : format(value, ...rest);
}

/** The formatting functions of one language; an unknown value is an en dash. */
export function createFormatter(language: Language): Formatter {
  return {
    number: whenKnown((value: number, digits?: number) =>
      digits === undefined
        ? formatSignificant(language, value)
        : numberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    ),
    percent: whenKnown((value: number, digits = 1) => formatPercent(language, value, digits)),
    usd: whenKnown((value: number) =>
      numberFormat(language, {
        style: "currency",
        currency: "USD",
        currencyDisplay: "narrowSymbol",
        maximumFractionDigits: 0,
      }).format(value),
    ),
    bytes: whenKnown((value: number) => formatBytes(language, value)),
    seconds: whenKnown((value: number) => formatSeconds(language, Math.max(0, value))),
    dateTime: whenKnown((iso: string) =>
      new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "medium", timeStyle: "medium" }).format(Date.parse(iso)),
    ),
    ago: whenKnown((iso: string, now = Date.now()) => formatAgo(language, iso, now)),
    figure: whenKnown((value: number, unitName: string) => formatFigure(language, value, unitName)),
  };
}
