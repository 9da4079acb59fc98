/** The entries as an object in the order of their keys: what is baked must not depend on the file's. */
export const sorted = <Value>(entries: [string, Value][]): Record<string, Value> =>
  Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)))
