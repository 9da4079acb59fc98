import { randomInt } from 'node:crypto'
import { freeIdWith } from '../ids.ts'
import type { JsonObject } from '../store.ts'
import { parseBody } from './body.ts'
import { findUser } from './render-user.ts'
import {
  created,
  del,
  get,
  type ManagementRequest,
  noContent,
  ok,
  post,
  put,
  type Route,
  timestamp,
} from './route.ts'
import { sdkBody } from './sdk-bodies.ts'
import { type Kept, keptItems } from './stored/kept-items.ts'

const KEPT = 'stored: kept and shown; no login asks for one'
const methods = '/users/:user_id/authentication-methods'

/** What is done with all authentication methods of a person at once; one by one they are stored resources. */
export const personFactorRoutes: readonly Route[] = [
  put(methods, 'update:authentication_methods', replaceAll, KEPT),
  del(methods, 'delete:authentication_methods', removeAll, KEPT),
  del('/users/:user_id/authenticators', 'delete:guardian_enrollments', removeAll, KEPT),
  get(
    '/users/:user_id/enrollments',
    'read:guardian_enrollments',
    (request) => {
      findUser(request)
      return ok([])
    },
    'nobody enrols a factor, so there is none',
  ),
  post('/users/:user_id/recovery-code-regeneration', 'update:users', renewRecoveryCode, KEPT),
  post(
    '/users/:user_id/multifactor/actions/invalidate-remember-browser',
    'update:users',
    existing,
    'no browser is remembered, so there is none to forget',
  ),
  post(
    '/users/:user_id/risk-assessments/clear',
    'update:users',
    existing,
    'no device is remembered, so there is none to forget',
  ),
]

function existing(request: ManagementRequest) {
  findUser(request)
  return noContent
}

const methodsOf = (request: ManagementRequest) =>
  keptItems(
    request.tenant,
    `/users/${encodeURIComponent(findUser(request).user_id)}/authentication-methods`,
  )

function removeAll(request: ManagementRequest) {
  const kept = methodsOf(request)
  for (const { id } of [...kept.values()]) kept.delete(id)
  return noContent
}

const CODE_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const CODE_LENGTH = 24

/** The one before is good no more; a person has one. */
function renewRecoveryCode(request: ManagementRequest) {
  const id = `recovery-code|${findUser(request).user_id}`
  const item: Kept = {
    id,
    type: 'recovery-code',
    confirmed: true,
    created_at: timestamp(request.tenant),
  }
  methodsOf(request).set(id, item)
  const letters = Array.from(
    { length: CODE_LENGTH },
    () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)],
  )
  return created({ recovery_code: letters.join('') })
}

function replaceAll(request: ManagementRequest) {
  const sent = parseBody(sdkBody('PUT /users/{}/authentication-methods'), request.body)
  removeAll(request)
  const kept = methodsOf(request)
  const made = (sent as JsonObject[]).map((method): Kept => {
    const id = freeIdWith('dev_', JSON.stringify(method), kept.has)
    const item = { id, confirmed: true, ...method, created_at: timestamp(request.tenant) }
    kept.set(id, item)
    return item
  })
  return ok(made.map(({ totp_secret: _secret, confirmed: _confirmed, ...shown }) => shown))
}
