import { decodeJwt, type JWTPayload } from 'jose'
import type { Client } from '../../../scripts/local-tenant/store.ts'
import type { Scene } from './start-scene.ts'

export type Answer = { status: number; body: Record<string, unknown> }

/** A plain POST of JSON, as most machines send it. */
export async function post(scene: Scene, path: string, fields: object): Promise<Answer> {
  const answer = await scene.fetch(`${scene.tenant.issuer}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'test/1' },
    body: JSON.stringify(fields),
  })
  const text = await answer.text()
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : { text } }
}

export const askToken = (scene: Scene, fields: object): Promise<Answer> =>
  post(scene, 'oauth/token', fields)

export const REALM_GRANT = 'http://auth0.com/oauth/grant-type/password-realm'

/** What a program sends for `ann@example.com` of the database, with her password. */
export const passwordOfAnn = (password: string): Record<string, string> => ({
  grant_type: REALM_GRANT,
  client_id: 'portal',
  realm: 'members',
  username: 'ann@example.com',
  password,
  scope: 'openid',
})

/** Without `iat` and `exp`. */
export function claimsOf({ body }: Answer, name = 'access_token'): JWTPayload {
  const { iat: _iat, exp: _exp, ...claims } = decodeJwt(String(body[name]))
  return claims
}

/** `[status, error, text]`. */
export const refusalOf = ({ status, body }: Answer): unknown[] => [
  status,
  body.error,
  body.error_description,
]

/** Changes a client of the tenant. */
export function changeClient({ tenant }: Scene, id: string, changes: Partial<Client>): void {
  const client = tenant.state.clients.get(id)
  if (client === undefined) throw new Error(`no client ${id}`)
  tenant.state.clients.set(id, { ...client, ...changes } as Client)
}
