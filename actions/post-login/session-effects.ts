import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3'
import type { Decision } from '../../policies/fold.ts'
import type { Reason } from '../../policies/reasons.ts'
import type { LoginRulebook } from '../baked-rulebook.ts'
import type { LoginReading } from './facts.ts'
import { TOKEN_CHECKED_KEY, TOKEN_ORGANIZATION_KEY } from './membership-evidence.ts'

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

export function endWhatIsOver(
  { reason, outcome }: Extract<Decision, { reason: Reason }>,
  text: string,
  { facts }: LoginReading,
  { capabilities }: LoginRulebook,
  { session }: Event,
  api: PostLoginAPI,
): void {
  const isRefresh = facts.door === 'refresh'
  const hasSession = !isRefresh && (session?.id ?? '') !== ''
  if (capabilities.revocation && isRefresh && ENDS_REFRESH_TOKEN.has(reason)) {
    attempt(() => api.refreshToken.revoke(text))
  }
  if (capabilities.revocation && hasSession && ENDS_SESSION.has(reason)) {
    attempt(() => api.session.revoke(text))
  }
  // A stale session would be refused again and again: shortened, the next visit asks upstream.
  if (capabilities.expirySetters && hasSession && outcome === 'reauth') {
    attempt(() => api.session.setExpiresAt(facts.nowMs))
  }
}

/**
 * Sessions and tokens end with the evidence they rest on; a token remembers its organization, unless
 * everything is only monitored: then nothing is written.
 */
export function shapeWhatIsIssued(
  { expiresAtMs, verdicts }: Extract<Decision, { outcome: 'allow' }>,
  { facts: { scope, membership, nowMs } }: LoginReading,
  { capabilities }: LoginRulebook,
  { session }: Event,
  api: PostLoginAPI,
): void {
  if (expiresAtMs !== null && capabilities.expirySetters) {
    if ((session?.id ?? '') !== '') attempt(() => api.session.setExpiresAt(expiresAtMs))
    attempt(() => api.refreshToken.setExpiresAt(expiresAtMs))
  }
  const { organization } = scope
  if (!capabilities.refreshTokenMetadata || organization.kind !== 'named') return
  if (verdicts.every(({ mode }) => mode === 'off' || mode === 'monitor')) return
  attempt(() => api.refreshToken.setMetadata(TOKEN_ORGANIZATION_KEY, organization.id))
  if (membership.live !== 'member') return
  const seconds = String(Math.floor(nowMs / 1000))
  attempt(() => api.refreshToken.setMetadata(TOKEN_CHECKED_KEY, seconds))
}

/** Methods that only some plans have: where one is missing or fails, the decision stands without it. */
function attempt(effect: () => unknown): void {
  try {
    effect()
  } catch {
    console.log('og effect unavailable')
  }
}
