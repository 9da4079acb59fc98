import { DAY_MS } from './noon.ts'

/** The day so many days from now, by the machine's clock, which a scene with a real tenant follows. */
export const dayFromNow = (days: number): string =>
  new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)
