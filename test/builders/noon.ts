/** The moment at which every test plays unless it says otherwise: 2026-11-23, noon UTC. */
export const NOON_MS = Date.UTC(2026, 10, 23, 12)
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
