import type { KeyIds } from '../../../actions/rulebook/baked-rulebook.ts'
import { HANDLERS, type Trigger } from '../../bundle/bundle-action.ts'
import { isObject, type JsonObject } from '../../ground/json-value.ts'
import { compileAction } from './compile-action.ts'
import { type ApiCall, guardApi } from './guard-api.ts'
import { type GuardOutcome, readOutcome } from './guard-outcome.ts'
import { answersOf, type GuardWorld, whomOf } from './guard-world.ts'
import { type Held, heldGlobals } from './held-globals.ts'

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

/** As esbuild names what stands for `BAKED_RULEBOOK`. */
export const RULEBOOK = 'define_BAKED_RULEBOOK_default'

/**
 * Loads an Action's text with a clock that stands at the moment of each question. Whatever it asks for is
 * answered here: it reaches nobody.
 * @throws Error for a text that is no guard
 */
export function loadGuard(code: string, trigger: Trigger): Guard {
  const held: Held = { nowMs: 0, answer: async () => new Response(''), log: [] }
  const { rulebook, [HANDLERS[trigger]]: handler } = compileAction(
    `${code}\nif (typeof ${RULEBOOK} === 'object') exports.rulebook = ${RULEBOOK}\n`,
    heldGlobals(held),
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
      held.log.length = 0
      held.nowMs = atMs
      held.answer = answersOf(world, whomOf(event, atMs), (host) => sentTo.push(host))
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
      return readOutcome({ calls, log: held.log, sentTo, beyond }, atMs)
    },
  }
}

/** Who is break-glass, or a delegate, is told by a secret, and is a part of the question. */
const ownOf = ({ secrets }: { readonly secrets?: object }): object => secrets ?? {}
