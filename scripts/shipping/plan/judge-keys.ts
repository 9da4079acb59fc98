import { createPublicKey } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { CallRefused } from '../../gateway/call.ts'
import { NOT_COMPARED } from '../../gateway/not-compared.ts'
import { listClients } from '../../gateway/tenant-lists.ts'
import { openVirtualTenant, type VirtualTenant } from '../../gateway/virtual-tenant.ts'
import { isObject, type Json, type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'
import type { Fault } from '../../ground/user-fault.ts'
import type { Judgement } from './judge-fixed.ts'

/**
 * Keys of applications that git has changed under the same name. The Deploy CLI tells them by their names
 * alone, and leaves the key that is there: somebody who replaces a key that leaked would go on trusting it.
 * @param assets of the tenant folder, as the Deploy CLI has loaded it
 * @param reveal gives the text that the tenant would be sent; null where it is not at hand
 * @fact The Deploy CLI (8.44.0) keeps a credential of a client whose name git has, whatever its key, and reconciles
 * none of a client without a `pem` in git. (lib/tools/auth0/handlers/clientAuthCredentials.js; read 2026-12-03)
 */
export async function judgeKeys(
  assets: JsonObject,
  { snapshot }: VirtualTenant,
  reveal: (value: Json) => Json | null,
): Promise<Judgement> {
  const wanted = objectsIn(assets.clients).filter((client) => credentialsOf(client).length > 0)
  if (wanted.length === 0) return { refusals: [], notes: [] }
  const before = openVirtualTenant(snapshot)
  const clients = await listClients(before)
  const judged = wanted.map(async (client) => {
    const there = clients.find((one) =>
      textOf(client.client_id) === ''
        ? one.name === client.name
        : one.client_id === client.client_id,
    )
    const id = textOf(there?.client_id)
    if (id === '') return []
    const shown = await shownCredentials(`/clients/${encodeURIComponent(id)}/credentials`, before)
    return Promise.all(
      credentialsOf(client).map((one) => judgeKey(textOf(client.name), one, shown, reveal)),
    )
  })
  const all = (await Promise.all(judged)).flat()
  return {
    refusals: all.filter((one) => one !== null && typeof one !== 'string'),
    notes: all.filter((one) => typeof one === 'string'),
  }
}

const credentialsOf = ({ client_authentication_methods: methods }: JsonObject) =>
  Object.values(isObject(methods) ? methods : {}).flatMap((method) =>
    objectsIn(isObject(method) ? method.credentials : undefined),
  )

/** Null where the token may not read them, which the plan notes. */
const shownCredentials = (
  path: string,
  tenant: VirtualTenant,
): Promise<readonly JsonObject[] | null> =>
  // As the Deploy CLI asks for them, so that nothing is read twice.
  tenant.list(path, {}).catch((error) => {
    if (error instanceof CallRefused && error.status === 403) return null
    throw error
  })

/** A refusal, a note, or null where the key is the one that git has, or a new one. */
async function judgeKey(
  client: string,
  credential: JsonObject,
  shown: readonly JsonObject[] | null,
  reveal: (value: Json) => Json | null,
): Promise<Fault | string | null> {
  const { name, pem } = credential
  const what = `clients/${client}: the key ${textOf(name)}`
  if (shown === null) return null
  if (textOf(pem) === '') return `${what} has no \`pem\` in git, so it is ${NOT_COMPARED}`
  const there = shown.filter((one) => one.name === name)
  if (there.length === 0) return null
  const kid = await thumbprintOf(textOf(reveal(pem ?? null)))
  if (kid === null || there.some((one) => textOf(one.kid) === '')) {
    return `${what}: nothing shows whether it is the one that the tenant has, so it is ${NOT_COMPARED}`
  }
  return there.every((one) => one.kid === kid) ? null : otherKey(client, textOf(name))
}

/** By which Auth0 calls a public key; null for what is none. */
async function thumbprintOf(pem: string): Promise<string | null> {
  try {
    return await calculateJwkThumbprint(createPublicKey(pem).export({ format: 'jwk' }) as JWK)
  } catch {
    return null
  }
}

const otherKey = (client: string, name: string): Fault => ({
  code: 'key_not_replaced',
  message: `\`${name}\` of \`clients/${client}\` is another key in the tenant: the Deploy CLI tells keys by their names, and would leave the old one`,
  fix: 'give the new key another name in git',
})
