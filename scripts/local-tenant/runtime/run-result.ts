import { isTooDeep } from '../json-depth.ts'
import type { Json } from '../store.ts'

/** One thing an Action asked for: its name, then its arguments. */
export type Command = [name: string, ...args: Json[]]

/** What an Action threw; every text may be empty but `message`. */
export type ActionError = { message: string; name: string; code: string; stack: string }

/** What became of one execution of one Action. */
export type RunResult =
  | { kind: 'completed'; error: ActionError | null; log: string; commands: Command[] }
  /** Killed when its budget was spent. */
  | { kind: 'timed-out' }
  /** Its process died, or said something that cannot be read. */
  | { kind: 'crashed'; message: string }

/**
 * Reads the JSON a sandbox sent. It comes from a process that runs foreign code: nothing is assumed.
 * @returns null where it is not of this form
 */
export function parseRunResult(text: string): RunResult | null {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { error, log, commands } = value
  if (error !== null && !isActionError(error)) return null
  if (typeof log !== 'string' || !Array.isArray(commands)) return null
  if (!commands.every(isCommand)) return null
  // It would be kept, and be too much for whoever reads it next.
  if (isTooDeep(commands)) return { kind: 'completed', error: TOO_DEEP, log, commands: [] }
  return { kind: 'completed', error, log, commands }
}

const TOO_DEEP: ActionError = {
  message: '[local tenant] the Action asked for something that nests too deep',
  name: 'RangeError',
  code: '',
  stack: '',
}

const isCommand = (value: Json): value is Command =>
  Array.isArray(value) && typeof value[0] === 'string'

const isActionError = (value: Json | undefined): value is ActionError =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  ['message', 'name', 'code', 'stack'].every((part) => typeof value[part] === 'string')

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
