import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3'
import type { Decision } from '../../policies/decide.ts'
import type { Reason } from '../../policies/reasons.ts'
import { readMoment } from '../reading/read-moment.ts'
import { readText } from '../reading/read-text.ts'
import {
  signChecked,
  signOrganization,
  TOKEN_CHECKED_KEY,
  TOKEN_ORGANIZATION_KEY,
} from '../records/token-memory.ts'
import type { LoginRulebook } from '../rulebook/baked-rulebook.ts'
import type { LoginReading } from './facts.ts'

// What only some plans can do to sessions and tokens. An environment that has none of the
// capabilities gets an Action without this file.

/** Of the person, not of one organization: only these may end a session, which has no organization. */
const ENDS_SESSION: ReadonlySet<Reason> = new Set(['USER_SUSPENDED'])

/** What the next try cannot cure; a passing trouble must not cost anybody their token. */
const ENDS_REFRESH_TOKEN: ReadonlySet<Reason> = new Set([
  'USER_SUSPENDED',
  'ORG_SUSPENDED',
  'ORG_BLOCKED',
  'NOT_MEMBER',
  'EMAIL_DRIFT',
  'UPSTREAM_STALE',
])

/**
 * Ends what a refusal leaves behind: the session, the refresh token, what the token remembers.
 * @fact `api.refreshToken.revoke` denies the refresh by itself, with HTTP 403. (Auth0 docs, manage
 * refresh tokens with Actions; read 2026-11-28; switch refreshDeniedIs500)
 * @returns whether that has refused the transaction already. `api.access.deny` is reported as a 500
 * there, whose text clients lose, and nobody knows which of the two wins: so it is called only
 * where revoking was not possible.
 */
export function revokeSessionAndTokens(
  { reason, outcome }: Extract<Decision, { reason: Reason }>,
  text: string,
  { facts }: LoginReading,
  { capabilities }: LoginRulebook,
  { refresh_token: token, session }: Event,
  api: PostLoginAPI,
): boolean {
  const isRefresh = facts.door === 'refresh'
  const hasSession = !isRefresh && (session?.id ?? '') !== ''
  // The last known answer is "no" now: an earlier "yes" must not count when the next one is missing.
  const isDenied = facts.membership.live === 'stranger'
  if (isDenied && isRefresh && token?.metadata?.[TOKEN_CHECKED_KEY] !== undefined) {
    attempt(() => api.refreshToken.setMetadata(TOKEN_CHECKED_KEY, null))
  }
  if (capabilities.revocation && isRefresh && ENDS_REFRESH_TOKEN.has(reason)) {
    const isRevoked = attempt(() => api.refreshToken.revoke(text))
    // A plan that does not show the token may have a method without effect: never rest on it alone.
    return isRevoked && hasId(token)
  }
  if (capabilities.revocation && hasSession && ENDS_SESSION.has(reason)) {
    attempt(() => api.session.revoke(text))
  }
  // A stale session would be refused again and again: shortened, the next visit asks upstream.
  if (capabilities.expirySetters && hasSession && outcome === 'reauth') {
    attempt(() => api.session.setExpiresAt(facts.nowMs))
  }
  return false
}

const hasId = (token: Event['refresh_token']): boolean =>
  readText((token as { readonly id?: unknown } | null | undefined)?.id) !== ''

/**
 * Sessions and tokens end with the evidence they rest on; a token remembers its organization, unless
 * everything is only monitored: then nothing is written.
 */
export function shapeWhatIsIssued(
  { expiresAtMs, verdicts }: Extract<Decision, { outcome: 'allow' }>,
  { facts: { scope, membership, nowMs }, keyring, owner }: LoginReading,
  { capabilities }: LoginRulebook,
  { session, refresh_token: token }: Event,
  api: PostLoginAPI,
): void {
  if (expiresAtMs !== null && capabilities.expirySetters) {
    // A refresh may not show who acts: an end that was set for them stays.
    const endOf = (present: unknown): number => {
      const presentMs = readMoment(present)
      return Number.isFinite(presentMs) ? Math.min(expiresAtMs, presentMs) : expiresAtMs
    }
    if ((session?.id ?? '') !== '') {
      attempt(() => api.session.setExpiresAt(endOf(session?.expires_at)))
    }
    attempt(() => api.refreshToken.setExpiresAt(endOf(token?.expires_at)))
  }
  const { organization } = scope
  if (!capabilities.refreshTokenMetadata || organization.kind !== 'named') return
  if (verdicts.every(({ mode }) => mode === 'off' || mode === 'monitor')) return
  if (keyring === null) return
  const remember = (key: string, signed: string | null): void => {
    if (signed !== null) attempt(() => api.refreshToken.setMetadata(key, signed))
  }
  remember(TOKEN_ORGANIZATION_KEY, signOrganization(organization.id, owner, keyring))
  if (membership.live !== 'member') return
  remember(TOKEN_CHECKED_KEY, signChecked(nowMs, organization.id, owner, keyring))
}

/** Methods that only some plans have: where one is missing or fails, the decision stands without it. */
function attempt(effect: () => unknown): boolean {
  try {
    effect()
    return true
  } catch {
    console.log('og effect unavailable')
    return false
  }
}
