/** Epoch ms of an ISO 8601 text; `-Infinity`, which is before everything, for whatever is none. */
export function readMoment(value: unknown): number {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? Number.NEGATIVE_INFINITY : ms
}
