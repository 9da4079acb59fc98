import type { Connection, JsonObject } from '../../store.ts'

const CLASSES = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9]/]
const LEVELS: Record<string, { length: number; classes: number }> = {
  none: { length: 1, classes: 0 },
  low: { length: 6, classes: 0 },
  fair: { length: 8, classes: 3 },
  good: { length: 8, classes: 3 },
  excellent: { length: 10, classes: 3 },
}
/** bcrypt's limit, which Auth0 documents. */
export const MAX_BYTES = 72

/**
 * Does a password satisfy the connection's `passwordPolicy`? Simplified: length and character
 * classes; no dictionary, history, personal data or repeated characters.
 */
export function isStrongEnough(connection: Connection, password: string): boolean {
  const options = (connection.options ?? {}) as JsonObject
  const { length, classes } = LEVELS[String(options.passwordPolicy)] ?? { length: 8, classes: 3 }
  const { min_length } = (options.password_complexity_options ?? {}) as JsonObject
  const minimum = typeof min_length === 'number' ? min_length : length
  if (password.length < minimum || Buffer.byteLength(password) > MAX_BYTES) return false
  return CLASSES.filter((one) => one.test(password)).length >= classes
}
