import type { ApiCall } from './guard-api.ts'

/** What became of one question, as far as a person, an application or an operator can notice it. */
export type GuardOutcome = {
  readonly isAdmitted: boolean
  /** Of a refusal: the reason and the policy that gave it, as the guard's log has it. */
  readonly reason: string | null
  /** Of a refusal: what is told, without the reference. */
  readonly message: string | null
  /** What is written or ended, and where a decision is sent, sorted. */
  readonly effects: readonly string[]
  /** What was done that is not compared here: then nothing is known of the outcome. */
  readonly beyond: readonly string[]
}

/** Somebody whom no guard asks about. */
export const UNGUARDED: GuardOutcome = {
  isAdmitted: true,
  reason: null,
  message: null,
  effects: [],
  beyond: [],
}

type Heard = {
  readonly calls: readonly ApiCall[]
  readonly log: readonly string[]
  /** Hosts beside the tenant that something was sent to. */
  readonly sentTo: readonly string[]
  readonly beyond: readonly string[]
}

const REFUSING = ['access.deny', 'refreshToken.revoke']
const REFERENCE = / \(reference [^()\s]*\)/

export function readOutcome({ calls, log, sentTo, beyond }: Heard, atMs: number): GuardOutcome {
  const refusal = calls.find(([method]) => REFUSING.includes(method))
  const reason = refusal === undefined ? null : reasonIn(log)
  const effects = calls.flatMap((call) => effectOf(call, atMs))
  return {
    isAdmitted: refusal === undefined,
    reason,
    // A refusal of a machine has a code of OAuth first; the last is what is told everywhere.
    message: refusal === undefined ? null : String(refusal.at(-1)).replace(REFERENCE, ''),
    effects: [...effects, ...sentTo.map((host) => `a decision sent to ${host}`)].sort(),
    beyond:
      refusal !== undefined && reason === null
        ? [...beyond, 'a refusal whose reason is not logged']
        : beyond,
  }
}

function reasonIn(log: readonly string[]): string | null {
  if (log.some((line) => line.startsWith('og failed '))) return 'GUARD_FAILED'
  return (
    log.flatMap((line) => /^og (?:deny|reauth) (\w+ by [\w-]+)/.exec(line)?.[1] ?? [])[0] ?? null
  )
}

function effectOf([method, ...args]: ApiCall, atMs: number): readonly string[] {
  switch (method) {
    case 'access.deny':
      return []
    case 'user.setAppMetadata':
      return [
        `${args[0] === 'og_lock' ? 'lock' : String(args[0])} written: ${JSON.stringify(args[1])}`,
      ]
    case 'session.setExpiresAt':
      return [`session ${endsAfter(args[0], atMs)}`]
    case 'refreshToken.setExpiresAt':
      return [`refresh token ${endsAfter(args[0], atMs)}`]
    case 'refreshToken.setMetadata':
      return [`refresh token remembers ${String(args[0])}: ${JSON.stringify(args[1])}`]
    case 'session.revoke':
      return ['session ended']
    case 'refreshToken.revoke':
      return ['refresh token ended']
    default:
      return [`${method}: ${JSON.stringify(args)}`]
  }
}

const endsAfter = (end: unknown, atMs: number): string =>
  typeof end === 'number' ? `ends after ${(end - atMs) / 1000} s` : 'ends'

/** Without what is a record's own: two locks that differ are both a lock. */
export const toldEffects = ({ effects }: GuardOutcome): string =>
  effects.map((effect) => effect.replace(/: .*/s, '')).join(', ') || 'nothing'
