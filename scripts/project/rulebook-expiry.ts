import type { Fault } from '../ground/user-fault.ts'
import { RULEBOOK_PATH } from './load-project.ts'
import type { RulebookFile } from './rulebook-file.ts'

/** Something that is let through on purpose, until a day. */
type Allowance = {
  readonly path: string
  readonly what: string
  readonly owner: string
  readonly expires: string
  readonly longestDays: number
}

const DAY_MS = 86_400_000
const WARN_DAYS = 14

/**
 * A former domain may count for longer than an exemption: it lets in nobody whose mailbox did not
 * move with it, and people who sign in once a year must still meet it. After that an operator moves
 * them, one by one.
 */
const LONGEST_EQUIVALENCE_DAYS = 366

const allowancesOf = ({
  exemptions,
  policies,
  longestAllowanceDays,
}: RulebookFile): readonly Allowance[] => [
  ...exemptions.map(({ policy, owner, expires }, index) => ({
    path: `exemptions.${index}.expires`,
    what: `the exemption from \`${policy}\``,
    owner,
    expires,
    longestDays: longestAllowanceDays,
  })),
  ...policies['email-lock'].equivalentDomains.map(({ from, owner, expires }, index) => ({
    path: `policies.email-lock.equivalentDomains.${index}.expires`,
    what: `the equivalence of \`${from}\``,
    owner,
    expires,
    longestDays: LONGEST_EQUIVALENCE_DAYS,
  })),
]

/** Whatever has expired, or lasts too long: an Action would ignore it, and a reader believe in it. */
export const expiryFaults = (rulebook: RulebookFile, nowMs: number): readonly Fault[] => [
  ...expired(rulebook, nowMs),
  ...tooLong(rulebook, nowMs),
]

const tooLong = (rulebook: RulebookFile, nowMs: number): readonly Fault[] =>
  allowancesOf(rulebook).flatMap(({ path, what, expires, longestDays }) => {
    const lastMs = nowMs + longestDays * DAY_MS
    if (Date.parse(expires) <= lastMs) return []
    const last = new Date(lastMs).toISOString().slice(0, 10)
    return [
      {
        code: 'allowance_too_long',
        message: `\`${path}\` in \`${RULEBOOK_PATH}\` is not accepted: found \`${expires}\`, accepted no day after \`${last}\`, which is \`${longestDays}\` days away`,
        fix: `let ${what} end by then, and have its owner renew it`,
        place: { file: RULEBOOK_PATH, path },
      },
    ]
  })

const expired = (rulebook: RulebookFile, nowMs: number): readonly Fault[] =>
  allowancesOf(rulebook)
    .filter(({ expires }) => Date.parse(expires) <= nowMs)
    .map(({ path, what, expires }) => ({
      code: 'exemption_expired',
      message: `\`${path}\` in \`${RULEBOOK_PATH}\` is not accepted: found \`${expires}\`, accepted a day after \`${new Date(nowMs).toISOString().slice(0, 10)}\``,
      fix: `remove ${what}, or have its owner renew it`,
      place: { file: RULEBOOK_PATH, path },
    }))

/** What will become a fault within two weeks. */
export const expiryWarnings = (rulebook: RulebookFile, nowMs: number): readonly string[] =>
  allowancesOf(rulebook)
    .filter(({ expires }) => Date.parse(expires) - nowMs <= WARN_DAYS * DAY_MS)
    .map(({ what, owner, expires }) => `${what}, owned by \`${owner}\`, expires on \`${expires}\``)
