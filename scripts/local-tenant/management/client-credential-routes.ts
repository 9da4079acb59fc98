import { createPublicKey, X509Certificate } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { freeIdWith } from '../ids.ts'
import type { JsonObject } from '../store.ts'
import { parseBody } from './body.ts'
import { findClient } from './client-routes.ts'
import { conflict, inexistent, invalidBody } from './management-error.ts'
import {
  created,
  del,
  get,
  type ManagementRequest,
  noContent,
  ok,
  param,
  patch,
  post,
  type Route,
  timestamp,
} from './route.ts'
import { sdkBody } from './sdk-bodies.ts'
import { type Kept, keptItems } from './stored/kept-items.ts'

const path = '/clients/:client_id/credentials'
const one = `${path}/:credential_id` as const
const KEPT = 'stored: the key is read, and its id shown; no client signs in with it'

/** Public keys and certificates of applications. */
export const clientCredentialRoutes: readonly Route[] = [
  get(path, 'read:client_credentials', (request) => ok([...credentialsOf(request).values()]), KEPT),
  post(path, 'create:client_credentials', addCredential, KEPT),
  get(one, 'read:client_credentials', (request) => ok(findCredential(request)), KEPT),
  patch(
    one,
    'update:client_credentials',
    (request) => {
      const changes = parseBody(sdkBody('PATCH /clients/{}/credentials/{}'), request.body)
      const now = timestamp(request.tenant)
      const changed = { ...findCredential(request), ...(changes as JsonObject), updated_at: now }
      credentialsOf(request).set(changed.id, changed)
      return ok(changed)
    },
    KEPT,
  ),
  del(
    one,
    'delete:client_credentials',
    (request) => {
      credentialsOf(request).delete(findCredential(request).id)
      return noContent
    },
    KEPT,
  ),
]

const credentialsOf = (request: ManagementRequest) =>
  keptItems(
    request.tenant,
    `/clients/${encodeURIComponent(findClient(request).client_id)}/credentials`,
  )

function findCredential(request: ManagementRequest): Kept {
  const credential = credentialsOf(request).get(param(request, 'credential_id'))
  if (credential === undefined) throw inexistent('credential')
  return credential
}

/**
 * @fact A public key is answered with its thumbprint as `kid`, `RS256` unless said, and without the key.
 * (recordings of auth0-deploy-cli's own tests; recorded 2026-08-10)
 */
async function addCredential(request: ManagementRequest) {
  const { tenant, body } = request
  const credentials = credentialsOf(request)
  const {
    pem,
    parse_expiry_from_cert: isExpiryRead,
    ...sent
  } = parseBody(sdkBody('POST /clients/{}/credentials'), body) as JsonObject & {
    credential_type: string
  }
  const key = typeof pem === 'string' ? await readKey(pem) : {}
  const isTaken = [...credentials.values()].some(({ kid }) => kid !== undefined && kid === key.kid)
  if (isTaken) throw conflict('credential_conflict', 'A credential with this key exists.')
  const id = freeIdWith(
    'cred_',
    `${request.params.client_id}:${key.kid ?? JSON.stringify(sent)}`,
    credentials.has,
  )
  const now = timestamp(tenant)
  const { expires_at, ...known } = key
  const credential: Kept = {
    id,
    ...known,
    ...(sent.credential_type === 'public_key' ? { alg: 'RS256' } : {}),
    ...(isExpiryRead === true && expires_at !== undefined ? { expires_at } : {}),
    ...sent,
    created_at: now,
    updated_at: now,
  }
  credentials.set(id, credential)
  return created(credential)
}

async function readKey(pem: string): Promise<{ kid?: string; expires_at?: string }> {
  try {
    const isCertificate = pem.includes('BEGIN CERTIFICATE')
    const certificate = isCertificate ? new X509Certificate(pem) : undefined
    const key = certificate?.publicKey ?? createPublicKey(pem)
    const kid = await calculateJwkThumbprint(key.export({ format: 'jwk' }) as JWK)
    if (certificate === undefined) return { kid }
    return { kid, expires_at: new Date(certificate.validTo).toISOString() }
  } catch {
    throw invalidBody("'Invalid PEM format' on property pem.")
  }
}
