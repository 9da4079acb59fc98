import type { Json } from '../../store.ts'

/**
 * @fact Actions cannot set claims of the 60 names that Auth0 lists; `setCustomClaim` refuses
 * `scope` itself. (Auth0 docs, create custom claims; read 2026-11-28)
 */
export const RESTRICTED_CLAIMS: ReadonlySet<string> = new Set(
  `acr act active amr at_hash ath attest aud auth_time authorization_details azp c_hash client_id cnf
  cty dest entitlements events exp groups gty htm htu iat internalService iss jcard jku jti jwe jwk kid
  may_act mky nbf nonce object_id org_id org_name orig origid permissions roles rph s_hash sid
  sip_callid sip_cseq_num sip_date sip_from_tag sip_via_branch sub sub_jwk toe txn typ uuid vot vtm
  x5t#S256 scope`.split(/\s+/),
)

/** Claims of the profile, and the scope without which no token shows them (same source). */
const PROFILE_CLAIMS: ReadonlyMap<string, string> = new Map([
  ...`birthdate family_name gender given_name locale middle_name name nickname picture
  preferred_username profile updated_at website zoneinfo`
    .split(/\s+/)
    .map((claim) => [claim, 'profile'] as const),
  ['email', 'email'],
  ['email_verified', 'email'],
  ['phone_number', 'phone'],
  ['phone_number_verified', 'phone'],
  ['address', 'address'],
])

const AUTH0_DOMAINS = ['auth0.com', 'webtask.io', 'webtask.run']

export type CustomClaims = Readonly<Record<string, Json>>
export type LeftOut = { readonly claim: string; readonly why: string }

/** Which token the claims are for, and what decides about them. */
export type ClaimedToken = {
  /** An access token for one of Auth0's own APIs, which takes no claim without a namespace. */
  readonly isForAuth0: boolean
  /** Of the login; undefined for machines, which have no profile. */
  readonly scopes: ReadonlySet<string> | undefined
}

/** What of the Actions' claims a token gets, and what is left out of it without failing the login. */
export function selectClaims(
  claims: CustomClaims,
  token: ClaimedToken,
): { readonly kept: Record<string, Json>; readonly leftOut: readonly LeftOut[] } {
  const kept: [string, Json][] = []
  const leftOut: LeftOut[] = []
  for (const [claim, value] of Object.entries(claims)) {
    const why = faultOf(claim, token)
    if (why === undefined) kept.push([claim, value])
    else leftOut.push({ claim, why })
  }
  return { kept: Object.fromEntries(kept), leftOut }
}

function faultOf(claim: string, { isForAuth0, scopes }: ClaimedToken): string | undefined {
  if (RESTRICTED_CLAIMS.has(claim)) return 'a restricted name'
  if (isAuth0Namespace(claim)) return 'a namespace of Auth0'
  if (isForAuth0 && namespaceOf(claim) === undefined) return 'no namespace, for an API of Auth0'
  const scope = PROFILE_CLAIMS.get(claim)
  const isShown = scope === undefined || scopes === undefined || scopes.has(scope)
  return isShown ? undefined : `a claim of the profile, without the scope \`${scope}\``
}

/** A URN can be one, but is none for the APIs of Auth0 (docs, create custom claims). */
function namespaceOf(claim: string): URL | undefined {
  if (!/^https?:\/\//i.test(claim)) return undefined
  return URL.canParse(claim) ? new URL(claim) : undefined
}

function isAuth0Namespace(claim: string): boolean {
  if (/^urn:auth0(?::|$)/i.test(claim)) return true
  const hostname = namespaceOf(claim)?.hostname.replace(/\.$/, '')
  return AUTH0_DOMAINS.some((domain) => hostname === domain || hostname?.endsWith(`.${domain}`))
}
