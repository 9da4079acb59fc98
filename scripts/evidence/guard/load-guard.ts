import type { KeyIds } from '../../../actions/rulebook/baked-rulebook.ts'
import { HANDLERS, type Trigger } from '../../bundle/bundle-action.ts'
import { isObject, type JsonObject } from '../../ground/json-value.ts'
import { compileAction } from './compile-action.ts'
import { type ApiCall, guardApi } from './guard-api.ts'
import { type GuardOutcome, readOutcome } from './guard-outcome.ts'
import { answersOf, type GuardWorld, whomOf } from './guard-world.ts'

/** One question to a guard: what Auth0 would show it, and when. */
export type Asked = {
  /** Without secrets but those that name people; a member that is undefined is none. */
  readonly event: object
  readonly atMs: number
  readonly world: GuardWorld
}

/** The text of an Action as it would be uploaded, ready to be asked. */
export type Guard = {
  readonly trigger: Trigger
  /** What is baked into the text. */
  readonly rulebook: JsonObject
  /** Puts other keys in the place of those in the rulebook, whose secrets nobody here has. */
  standIn(keyIds: KeyIds): void
  ask(asked: Asked, secrets: Readonly<Record<string, string>>): Promise<GuardOutcome>
}

type Handler = (event: object, api: object) => Promise<void>
type Clock = { ms: number; answer: (asked: unknown) => Promise<Response> }

/** As esbuild names what stands for `BAKED_RULEBOOK`. */
const RULEBOOK = 'define_BAKED_RULEBOOK_default'

/**
 * Loads an Action's text with a clock that stands at the moment of each question. Whatever it asks for is
 * answered here: it reaches nobody.
 * @throws Error for a text that is no guard
 */
export function loadGuard(code: string, trigger: Trigger): Guard {
  const clock: Clock = { ms: 0, answer: async () => new Response('') }
  const log: string[] = []
  const { rulebook, [HANDLERS[trigger]]: handler } = compileAction(
    `${code}\nif (typeof ${RULEBOOK} === 'object') exports.rulebook = ${RULEBOOK}\n`,
    globalsAt(clock, (line) => log.push(line)),
  )
  if (typeof handler !== 'function') throw new Error(`it has no ${HANDLERS[trigger]}`)
  if (!isObject(rulebook) || !isObject(rulebook.keyIds)) throw new Error('it has no rulebook')
  return {
    trigger,
    rulebook,
    standIn: (keyIds) => void Object.assign(rulebook.keyIds as object, keyIds),
    async ask({ event, atMs, world }, secrets) {
      const calls: ApiCall[] = []
      const sentTo: string[] = []
      const beyond: string[] = []
      log.length = 0
      clock.ms = atMs
      clock.answer = answersOf(world, whomOf(event, atMs), (host) => sentTo.push(host))
      const api = guardApi(
        world,
        (call) => calls.push(call),
        (method) => beyond.push(method),
      )
      try {
        await (handler as Handler)({ ...event, secrets: { ...secrets, ...ownOf(event) } }, api)
      } catch (error) {
        beyond.push(`an error: ${error instanceof Error ? error.message : 'unknown'}`)
      }
      return readOutcome({ calls, log, sentTo, beyond }, atMs)
    },
  }
}

/** Who is break-glass, or a delegate, is told by a secret, and is a part of the question. */
const ownOf = ({ secrets }: { readonly secrets?: object }): object => secrets ?? {}

/** What a guard has in the place of its process's: nothing of one question outlives it. */
const globalsAt = (clock: Clock, log: (line: string) => void): Readonly<Record<string, unknown>> =>
  Object.fromEntries([
    ['console', { log: (line: unknown) => log(String(line)) }],
    ['Date', dateAt(clock)],
    ['AbortSignal', { timeout: () => new AbortController().signal }],
    ['fetch', (asked: unknown) => clock.answer(asked)],
  ])

const dateAt = (clock: Clock): DateConstructor =>
  new Proxy(Date, {
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [clock.ms] : args),
    get: (target, name) => (name === 'now' ? () => clock.ms : Reflect.get(target, name)),
  })
