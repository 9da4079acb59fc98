import type { Event } from '@auth0/actions/event-stream/v1'
import { decideLogin } from '../../policies/login/decide.ts'
import type { LoginSettings } from '../../policies/login/settings.ts'
import type { Reason } from '../../policies/reasons.ts'
import { readLogin } from '../post-login/facts.ts'
import { readRememberedOrganization } from '../records/token-memory.ts'
import type { DriftRulebook, LoginRulebook } from '../rulebook/baked-rulebook.ts'
import type { Holder } from './holder.ts'
import { imaginedLogin, sourcesOf, type Use } from './imagined-login.ts'
import type { Issued } from './issued.ts'

/**
 * For these something is ended: each is what the tenant says of the person or the organization now. What the
 * guard cannot believe, what the next sign-in may cure, and what only a login shows end nothing: whoever it
 * concerns is refused at the next login or refresh.
 */
const ENDS: ReadonlySet<Reason> = new Set([
  'BLOCK_UNREADABLE',
  'EMAIL_ABSENT',
  'EMAIL_DRIFT',
  'EMAIL_UNVERIFIED',
  'IDENTITY_MISMATCH',
  'NOT_MEMBER',
  'ORG_BLOCKED',
  'ORG_CONTEXT_MISSING',
  'ORG_SUSPENDED',
  'PHONE_DRIFT',
  'PHONE_UNVERIFIED',
  'REBIND_EXPIRED',
  'SOURCE_DOMAIN_MISMATCH',
  'USERNAME_DRIFT',
  'USER_SUSPENDED',
])

/**
 * Why something that was issued would be refused wherever it can be used; null as long as one use of it would
 * be admitted, or none is known. A refresh token that remembers its organization can be used there alone.
 */
export function judgeIssued(
  issued: Issued,
  holder: Holder,
  rulebook: DriftRulebook,
  event: Event,
  nowMs: number,
): Reason | null {
  let first: Reason | null = null
  for (const use of usesOf(issued, holder, rulebook)) {
    const reason = refusalOf(use, issued, holder, rulebook, event, nowMs)
    if (reason === null) return null
    first ??= reason
  }
  return first
}

function usesOf(
  { applications, metadata }: Issued,
  { present, owner, keyring, organizations }: Holder,
  { capabilities, drift }: DriftRulebook,
): readonly Use[] {
  const remembered = capabilities.refreshTokenMetadata
    ? readRememberedOrganization({ metadata }, owner, keyring)
    : { kind: 'none' as const }
  const where = remembered.kind === 'named' ? [remembered.id] : [...organizations, null]
  return sourcesOf(present, drift?.connections ?? {}).flatMap((source) =>
    applications.flatMap((application) =>
      where.map((organization) => ({ application, organization, source })),
    ),
  )
}

function refusalOf(
  use: Use,
  issued: Issued,
  { present }: Holder,
  rulebook: DriftRulebook,
  event: Event,
  nowMs: number,
): Reason | null {
  const { facts } = readLogin(imaginedLogin(use, issued, present, event), silent(rulebook), nowMs)
  const isMember = present.memberships.includes(use.organization ?? '')
  const membership = { ...facts.membership, live: isMember ? 'member' : 'stranger' } as const
  const { verdicts } = decideLogin({ ...facts, membership }, asked(rulebook.login))
  for (const { verdict, mode } of verdicts) {
    if (verdict.kind !== 'deny' || mode !== 'enforce' || verdict.unconfirmed) continue
    if (ENDS.has(verdict.reason)) return verdict.reason
  }
  return null
}

/** Nobody is told anything, so nothing is held that would say it. */
const silent = (rulebook: DriftRulebook): LoginRulebook => ({
  ...rulebook,
  messages: {} as LoginRulebook['messages'],
  sink: null,
})

/** The directory was asked, whatever the rulebook rests membership on at a login; a marker is a marker. */
const asked = (login: LoginSettings): LoginSettings =>
  login.membership.source === 'marker-role'
    ? login
    : {
        ...login,
        membership: { ...login.membership, source: 'live', liveDoors: ['refresh', 'silent'] },
      }
