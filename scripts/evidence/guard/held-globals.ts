import { HELD_CRYPTO } from './held-crypto.ts'

/** What a guard hears and says while it is asked. */
export type Held = {
  /** Epoch ms at which its clock stands. */
  nowMs: number
  answer: (asked: unknown) => Promise<Response>
  readonly log: string[]
}

/** What an Action has no use for, or what would answer otherwise the next time. */
const TAKEN = [
  'crypto',
  'global',
  'globalThis',
  'performance',
  'process',
  'setImmediate',
  'setInterval',
  'setTimeout',
]

/**
 * What stands in the place of a guard's globals: a clock that is held, no chance, no network, no process,
 * and the one module of Node that a guard may load.
 */
export const heldGlobals = (held: Held): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(TAKEN.map((name) => [name, undefined])),
  AbortSignal: { timeout: () => new AbortController().signal },
  Date: dateAt(held),
  Math: Object.create(Math, { random: { value: () => 0.5 } }),
  console: { log: (line: unknown) => held.log.push(String(line)) },
  fetch: (asked: unknown) => held.answer(asked),
  require: (name: string): unknown => {
    if (name === 'node:crypto') return HELD_CRYPTO
    throw new Error(`it loads ${name}`)
  },
})

/** As a function too, `Date()` tells the time. */
const dateAt = (held: Held): DateConstructor =>
  new Proxy(Date, {
    apply: () => new Date(held.nowMs).toString(),
    construct: (target, args, made) =>
      Reflect.construct(target, args.length === 0 ? [held.nowMs] : args, made),
    get: (target, name) => (name === 'now' ? () => held.nowMs : Reflect.get(target, name)),
  })
