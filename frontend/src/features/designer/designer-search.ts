/** What the designer's address holds: the question, the data, and the training on screen. */
export interface DesignerSearch {
  input?: string;
  task?: string;
  data_set?: string;
  /** Column names, separated by a tab: a name may hold a comma. */
  target?: string;
  missing?: string;
  job?: string;
}

const SEPARATOR = "\t";

export function targetsOf(target: string | undefined): string[] {
  return target === undefined || target === "" ? [] : target.split(SEPARATOR);
}

export function targetText(targets: string[]): string | undefined {
  return targets.length === 0 ? undefined : targets.join(SEPARATOR);
}
