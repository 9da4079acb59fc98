import { createPublicKey } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { CallRefused } from '../../gateway/call.ts'
import type { Differ } from '../../gateway/create-differ.ts'
import { NOT_COMPARED } from '../../gateway/not-compared.ts'
import { listClients } from '../../gateway/tenant-lists.ts'
import { openVirtualTenant, type VirtualTenant } from '../../gateway/virtual-tenant.ts'
import { isObject, type Json, type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'
import type { Fault } from '../../ground/user-fault.ts'
import { type Judgement, leftOf, unsent } from './judge-unsent.ts'

/**
 * Keys of applications that a deploy would leave, although git has others or none: somebody who replaces a key that
 * leaked, or takes it out of git, would go on trusting it.
 * @param assets of the tenant folder, as the Deploy CLI has loaded it
 * @param reveal gives the text that the tenant would be sent; null where it is not at hand
 * @fact The Deploy CLI (8.44.0) keeps a credential of a client whose name git has, whatever its key, and reconciles
 * none of a client without a `pem` in git. (lib/tools/auth0/handlers/clientAuthCredentials.js; read 2026-12-03)
 */
export async function judgeKeys(
  assets: JsonObject,
  { snapshot }: VirtualTenant,
  reveal: (value: Json) => Json | null,
  differ: Differ,
): Promise<Judgement> {
  const wanted = objectsIn(assets.clients)
  if (wanted.length === 0) return { refusals: [], notes: [] }
  const before = openVirtualTenant(snapshot)
  const clients = await listClients(before)
  const judged = wanted.map(async (client) => {
    const there = clients.find((one) =>
      textOf(client.client_id) === ''
        ? one.name === client.name
        : one.client_id === client.client_id,
    )
    if (there === undefined) return []
    return judgeClient(client, there, before, reveal, differ)
  })
  const all = (await Promise.all(judged)).flat()
  return {
    refusals: all.filter((one) => one !== null && typeof one !== 'string'),
    notes: all.filter((one) => typeof one === 'string'),
  }
}

/** Only of whom keys are known, in git or in the tenant, are they asked for. */
async function judgeClient(
  client: JsonObject,
  there: JsonObject,
  tenant: VirtualTenant,
  reveal: (value: Json) => Json | null,
  differ: Differ,
): Promise<readonly (Fault | string | null)[]> {
  const [inGit, inUse] = [credentialsOf(client), credentialsOf(there)]
  if (inGit.length === 0 && inUse.length === 0) return []
  const name = textOf(client.name)
  const id = encodeURIComponent(textOf(there.client_id))
  const shown = await shownCredentials(`/clients/${id}/credentials`, tenant)
  const isReconciled = inGit.some(({ pem }) => textOf(pem) !== '')
  return Promise.all([
    ...inGit.map((one) => judgeKey(name, one, shown, reveal)),
    ...inGit.flatMap((one) => judgeAttributes(name, one, shown ?? [], differ)),
    ...(isReconciled ? [] : foreignKeys(client, inUse, shown)),
  ])
}

/**
 * Keys in use that git does not have, and that no deploy takes away. Git speaks of them where it has the member,
 * be it empty: then what is there is not what it says.
 */
function foreignKeys(
  client: JsonObject,
  inUse: readonly JsonObject[],
  shown: readonly JsonObject[] | null,
): readonly string[] {
  const what = `clients/${textOf(client.name)}`
  const isSpokenOf = isObject(client.client_authentication_methods)
  if (shown === null) {
    return isSpokenOf ? [`${what}: its keys are not shown, so they are ${NOT_COMPARED}`] : []
  }
  const inGit = credentialsOf(client)
  return inUse
    .map(({ id }) => textOf(shown.find((one) => one.id === id)?.name) || textOf(id))
    .filter((key) => inGit.every(({ name, id }) => name !== key && id !== key))
    .map((key) => `${what}: the key ${key} is in use and not in git; no deploy takes it away`)
    .map((note) => (isSpokenOf ? `${note}, so it is ${NOT_COMPARED}` : note))
}

/**
 * @fact The Deploy CLI (8.44.0) sends of a new credential its name, `pem` and `credential_type`, which it takes from
 * the method where git has none; of one that it keeps, it sends nothing.
 * (lib/tools/auth0/handlers/clientAuthCredentials.js; read 2026-12-03)
 */
function judgeAttributes(
  client: string,
  { id: _id, created_at: _made, updated_at: _changed, pem: _pem, ...credential }: JsonObject,
  shown: readonly JsonObject[],
  differ: Differ,
): readonly (Fault | string)[] {
  const { name, credential_type, ...others } = credential
  const what = `clients/${client}: the key ${textOf(name)}`
  const there = shown.filter((one) => one.name === name)
  const compare = (wanted: JsonObject, existing: JsonObject): readonly (Fault | string)[] =>
    leftOf(withTime(wanted), withTime(existing), differ).map((field) => unsent(what, field))
  if (there.length === 0) return compare(others, {})
  return there.flatMap((one) => compare(credential, one))
}

/** A time may be written in more than one way. */
function withTime(credential: JsonObject): JsonObject {
  const at = Date.parse(textOf(credential.expires_at))
  return Number.isNaN(at) ? credential : { ...credential, expires_at: new Date(at).toISOString() }
}

const TYPE_BY_METHOD: Readonly<Record<string, string>> = {
  private_key_jwt: 'public_key',
  self_signed_tls_client_auth: 'x509_cert',
  tls_client_auth: 'cert_subject_dn',
}

const credentialsOf = ({ client_authentication_methods: methods }: JsonObject) =>
  Object.entries(isObject(methods) ? methods : {}).flatMap(([method, value]) => {
    const credential_type = TYPE_BY_METHOD[method]
    return objectsIn(isObject(value) ? value.credentials : undefined).map(
      (one): JsonObject => (credential_type === undefined ? one : { credential_type, ...one }),
    )
  })

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
