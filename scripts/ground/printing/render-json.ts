import { type Lines, lines } from './lines.ts'
import { printable } from './printable.ts'

/** For programs, and for people who look at what programs get: JSON, with nothing hidden in it. */
export const renderJson = (value: unknown): Lines =>
  lines(...printable(JSON.stringify(value, null, 2)).split('\n'))
