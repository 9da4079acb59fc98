import type { Fault } from '../failures.ts'
import { RULEBOOK_PATH } from './load-project.ts'
import type { RulebookFile } from './rulebook-file.ts'

/** Something that is let through on purpose, until a day. */
type Allowance = {
  readonly path: string
  readonly what: string
  readonly owner: string
  readonly expires: string
}

const DAY_MS = 86_400_000
const WARN_DAYS = 14

const allowancesOf = ({ exemptions, policies }: RulebookFile): readonly Allowance[] => [
  ...exemptions.map(({ policy, owner, expires }, index) => ({
    path: `exemptions.${index}.expires`,
    what: `the exemption from \`${policy}\``,
    owner,
    expires,
  })),
  ...policies['email-lock'].equivalentDomains.map(({ from, owner, expires }, index) => ({
    path: `policies.email-lock.equivalentDomains.${index}.expires`,
    what: `the equivalence of \`${from}\``,
    owner,
    expires,
  })),
]

/** Whatever has expired already: an Action would ignore it, and a reader would believe in it. */
export const expiryFaults = (rulebook: RulebookFile, nowMs: number): readonly Fault[] =>
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
