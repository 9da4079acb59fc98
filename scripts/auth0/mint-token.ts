import { randomUUID } from 'node:crypto'
import { decodeJwt, importPKCS8, SignJWT } from 'jose'
import { isPassing } from '../gateway/call.ts'
import { retryDelayMs } from '../gateway/retry-delay.ts'
import { SECRET_MEMBERS } from '../gateway/secret-places.ts'
import { refusalIn } from '../ground/pinned-fetch.ts'
import { strikeOut } from '../ground/strike-out.ts'
import { UserFault } from '../ground/user-fault.ts'
import { WHO } from './asking.ts'
import type { Credentials } from './credentials.ts'
import { type TenantAddress, tenantFetch } from './tenant-fetch.ts'

export type AccessToken = {
  readonly text: string
  /** Null for a token that cannot be read: Auth0 may make opaque ones. */
  readonly scopes: ReadonlySet<string> | null
}

/** A refusal is an answer here, not an error: after a deploy it means that a guard is in the way. */
export type Minting =
  | { readonly kind: 'minted'; readonly token: AccessToken }
  | { readonly kind: 'refused'; readonly why: string }

/**
 * Longer than an Action may take: one that hangs is to be heard as the refusal that it ends in.
 * @fact A run of Actions ends after 20 seconds, with an error. (Auth0 docs, Actions limitations; read
 * 2026-12-02)
 */
const TIMEOUT_MS = 30_000
const ATTEMPTS = 4
const FIRST_WAIT_MS = 500
const ASSERTION_SECONDS = 60

/**
 * A token for the Management API, minted once per command unless it ends meanwhile: neither a disk nor
 * another program's arguments ever hold what it was minted with.
 * @throws UserFault when the tenant cannot be asked
 */
export async function mintToken(
  address: TenantAddress,
  credentials: Credentials,
  nowMs: () => number = Date.now,
): Promise<Minting> {
  for (let attempt = 1; ; attempt += 1) {
    const proof = await proofOf(address.domain, credentials, nowMs())
    const response = await ask(address, credentials.clientId, proof)
    if (!isPassing(response)) return readAnswer(address, response, proof)
    // An Action that refuses a token is shown as an error of the server (500), for good.
    if (attempt === ATTEMPTS && response.status === 500) return readAnswer(address, response, proof)
    if (attempt === ATTEMPTS) throw unavailable(address, `it answered ${response.status}`)
    await response.body?.cancel()
    await wait(retryDelayMs(response.headers, { attempt, firstMs: FIRST_WAIT_MS, nowMs: nowMs() }))
  }
}

async function ask(
  address: TenantAddress,
  clientId: string,
  proof: Record<string, string>,
): Promise<Response> {
  const { domain } = address
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    audience: `https://${domain}/api/v2/`,
    client_id: clientId,
    ...proof,
  })
  try {
    return await tenantFetch(address)(`https://${domain}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (error) {
    const refusal = refusalIn(error)
    if (refusal !== null) throw answerRefused(address, refusal.message)
    throw unavailable(address, causeOf(error), isUntrusted(error) ? TRUST : LOOK)
  }
}

/** RFC 7523; the audience is the issuer, with its slash, as Auth0 demands. */
async function proofOf(
  domain: string,
  { clientId, proof }: Credentials,
  nowMs: number,
): Promise<Record<string, string>> {
  if (proof.kind === 'secret') return { client_secret: proof.secret }
  const key = await importPKCS8(proof.pem, 'RS256').catch(() => {
    throw new UserFault([
      {
        code: 'key_unusable',
        message: 'the private key of the machine client is not one in PKCS 8 (PEM) for RS256',
        fix: 'convert it with `openssl pkcs8 -topk8 -nocrypt`',
      },
    ])
  })
  const issuedAt = Math.floor(nowMs / 1000)
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(`https://${domain}/`)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ASSERTION_SECONDS)
    .setJti(randomUUID())
    .sign(key)
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  }
}

/** A tenant's own words are short; whatever stands in front of it may send a page, the request in it. */
const LONGEST_WHY = 300

async function readAnswer(
  address: TenantAddress,
  response: Response,
  proof: Record<string, string>,
): Promise<Minting> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>
  if (!response.ok) {
    const { error = response.status, error_description: description = '' } = body
    const { client_secret: secret, client_assertion: assertion } = proof
    const strike = strikeOut([secret, assertion], SECRET_MEMBERS)
    const why = strike(`${String(error)}: ${String(description)}`).slice(0, LONGEST_WHY)
    return { kind: 'refused', why }
  }
  const { access_token: text } = body
  // What no header can hold would be repeated by the error that says so.
  if (typeof text !== 'string' || !/^[\x21-\x7e]+$/.test(text)) {
    throw unavailable(address, 'it sent no token')
  }
  return { kind: 'minted', token: { text, scopes: scopesOf(text) } }
}

function scopesOf(text: string): ReadonlySet<string> | null {
  try {
    const { scope } = decodeJwt(text)
    return typeof scope === 'string' ? new Set(scope.split(' ')) : null
  } catch {
    return null
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `it did not answer within ${TIMEOUT_MS / 1000} s`
  return error.cause instanceof Error ? error.cause.message : error.message
}

/** OpenSSL's words for a certificate that nothing here vouches for, as Node passes them on. */
const isUntrusted = (error: unknown): boolean =>
  error instanceof Error &&
  (/SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(String((error as { code?: unknown }).code)) ||
    isUntrusted(error.cause))

const LOOK =
  'check the domain and the network, for the local tenant that `npm run tenant` is running, then try again'
const TRUST =
  'for a local tenant, set `NODE_EXTRA_CA_CERTS` (or `OG_CERTIFICATE`, which wins) to the certificate file that this very tenant printed when it started'

const answerRefused = ({ domain }: TenantAddress, why: string): UserFault =>
  new UserFault([
    {
      code: 'answer_refused',
      message: `asking for a token: \`${domain}\` is not believed: ${why}`,
      fix: WHO,
    },
  ])

const unavailable = ({ domain }: TenantAddress, why: string, fix = LOOK): UserFault =>
  new UserFault([
    {
      code: 'tenant_unavailable',
      message: `no token could be asked for at \`${domain}\`: ${why || 'it does not answer'}`,
      fix,
    },
  ])
