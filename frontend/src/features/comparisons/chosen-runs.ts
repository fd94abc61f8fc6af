/** The runs that the address names: `/compare?job=a&job=b`. */

export const MOST_RUNS = 8;
const JOB_ID = /^[a-z0-9][a-z0-9_-]{15,63}$/;

export function readJobs(value: unknown): string[] {
  const given = Array.isArray(value) ? value : [value];
  const ids = given.filter((id): id is string => typeof id === "string" && JOB_ID.test(id));
  return [...new Set(ids)].slice(0, MOST_RUNS);
}
