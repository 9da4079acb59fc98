import type { Event } from '@auth0/actions/post-login/v3'
import type { Door } from '../../policies/login/door.ts'
import { readNamedOrganization } from '../reading/named-organization.ts'
import { readText } from '../reading/read-text.ts'

/**
 * A name that is not here is a door nobody has looked at.
 * @fact `event.transaction.protocol` has these names. (Auth0 docs, post-login event object; read
 * 2026-11-22)
 */
const DOORS: ReadonlyMap<string, Door> = new Map(
  Object.entries<Door>({
    'oidc-basic-profile': 'sign-in',
    'oidc-implicit-profile': 'sign-in',
    'oidc-hybrid-profile': 'sign-in',
    'oauth2-refresh-token': 'refresh',
    'oauth2-password': 'password',
    'oauth2-resource-owner': 'password',
    'oauth2-device-code': 'device',
    'oidc-ciba': 'back-channel',
    'oidc-ciba-web-link': 'back-channel',
    'oauth2-resource-owner-jwt-bearer': 'native',
    'oauth2-access-token': 'native',
    'oauth2-webauthn': 'native',
    'oauth2-token-exchange': 'exchange',
    samlp: 'federation',
    wsfed: 'legacy-federation',
    'wstrust-usernamemixed': 'legacy-federation',
  }),
)

// An exchange of one of our own access tokens is on behalf of its subject, whom Auth0 re-checks.
const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token'

/** Never throws; `unknown` for whatever it does not know. */
export function readDoor({ transaction, request, organization }: Event): Door {
  // There, and not to be read: a shape nobody has looked at, which a refresh would excuse as absent.
  if (readNamedOrganization(organization).kind === 'unknown') return 'unknown'
  const door = DOORS.get(readText(transaction?.protocol)) ?? 'unknown'
  // In either place: Auth0 may leave it out of what it took, and whoever writes it into a request without
  // need is only recorded less.
  const isSilent = mentionsNone(transaction?.prompt) || mentionsNone(request?.query?.prompt)
  if (door === 'sign-in' && isSilent) return 'silent'
  const isOurs = transaction?.subject_token_type === ACCESS_TOKEN_TYPE
  return door === 'exchange' && isOurs ? 'on-behalf' : door
}

// One that is there, and neither a list nor a text, may say anything.
function mentionsNone(prompt: unknown): boolean {
  if (typeof prompt === 'string') return prompt.split(' ').includes('none')
  return Array.isArray(prompt) ? prompt.includes('none') : (prompt ?? null) !== null
}
