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
  const isAdmitted = refusal === undefined
  const said = log.map((line) => DECIDED.exec(line))
  const [decided] = said
  return {
    isAdmitted,
    reason: isAdmitted ? null : (decided?.[2] ?? null),
    // A refusal of a machine has a code of OAuth first; the last is what is told everywhere.
    message: isAdmitted ? null : String(refusal.at(-1)).replace(REFERENCE, ''),
    effects: [
      ...calls.flatMap((call) => effectOf(call, atMs)),
      ...sentTo.map((host) => `a decision sent to ${host}`),
    ].sort(),
    beyond: [...beyond, ...unread(log, said, calls.length, isAdmitted)],
  }
}

/** Whoever asks for a token to repair the guard is let in without a word; all else is one line. */
function unread(
  log: readonly string[],
  said: readonly (RegExpExecArray | null)[],
  calls: number,
  isAdmitted: boolean,
): readonly string[] {
  const [decided] = said
  const isSilent = said.length === 0 && calls === 0
  return [
    ...log.filter((_line, at) => said[at] === null).map((line) => `it logs \`${line}\``),
    ...(said.length === 1 || isSilent ? [] : [`${said.length} lines about one decision`]),
    ...(decided && (decided[1] === 'allow') !== isAdmitted ? ['it does not do what it logs'] : []),
  ]
}

/** What a guard logs of each decision; that it failed, or that an effect did, is none. */
const DECIDED = /^og (?:(allow)|(?:deny|reauth) (\w+ by [\w-]+)) /

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
