import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportFolder, ImportRequest } from '../../scripts/shipping/run-deploy-cli.ts'
import { tenantFetch } from '../../scripts/tenant-connection.ts'

type Resource = Record<string, unknown> & { name: string }
type Call = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>

/**
 * Stands in for the Deploy CLI where a test cannot wait 20 s for it: imports a folder of changes
 * through the Management API, in the Deploy CLI's order, with its way of replacing keywords and of
 * replacing lists. It is not the Deploy CLI: what that really does with such a folder is proven by
 * `deploy-cli-partial.test.ts` and by the sweep.
 * @param onCall told each call before it is made; a test stops the import by throwing there
 */
export const importFolder =
  (onCall: (method: string, path: string) => void = () => {}): ImportFolder =>
  async (request) => {
    const call = openApi(request, onCall)
    const read = (folder: string): Promise<Resource[]> => readFolder(request, folder)
    for (const server of await read('resource-servers')) {
      const found = await findBy(call, 'resource-servers', 'identifier', server.identifier)
      const { identifier: _fixed, ...changes } = server
      await (found === undefined
        ? call('POST', 'resource-servers', server)
        : call('PATCH', `resource-servers/${found.id}`, changes))
    }
    for (const client of await read('clients')) await upsert(call, 'clients', client, 'client_id')
    for (const [name, value] of await readNamed(request, 'attack-protection')) {
      await call('PATCH', `attack-protection/${name}`, value)
    }
    await importActions(request, call, await read('actions'))
    for (const connection of [
      ...(await read('database-connections')),
      ...(await read('connections')),
    ])
      await importConnection(call, connection)
    for (const grant of await read('grants')) await importGrant(call, grant)
    for (const { permissions, ...role } of await read('roles')) {
      const { id } = await call('POST', 'roles', role)
      if (permissions !== undefined)
        await call('POST', `roles/${String(id)}/permissions`, { permissions })
    }
    for (const organization of await read('organizations'))
      await importOrganization(call, organization)
    for (const [, prompts] of await readNamed(request, 'prompts'))
      await call('PATCH', 'prompts', prompts)
    for (const [, triggers] of await readNamed(request, 'triggers'))
      await importTriggers(call, triggers)
    const [settings] = await readFiles(request, ['tenant.json'])
    if (settings !== undefined) await call('PATCH', 'tenants/settings', settings)
  }

async function importActions(
  { folder }: ImportRequest,
  call: Call,
  actions: readonly Resource[],
): Promise<void> {
  const existing = actions.length === 0 ? [] : await list(call, 'actions/actions')
  const drafts: string[] = []
  for (const { deployed, code, ...action } of actions) {
    const body = { ...action, code: await readFile(join(folder, String(code)), 'utf8') }
    const found = existing.find(({ name }) => name === action.name)
    const { id } = await (found === undefined
      ? call('POST', 'actions/actions', body)
      : call('PATCH', `actions/actions/${String(found.id)}`, body))
    if (deployed === true) drafts.push(String(id))
  }
  // The build of a draft takes its time.
  await new Promise((resolve) => setTimeout(resolve, 5))
  for (const id of drafts) await call('POST', `actions/actions/${id}/deploy`)
}

async function importConnection(
  call: Call,
  { enabled_clients: names, ...connection }: Resource,
): Promise<void> {
  const found = await findBy(call, 'connections', 'name', connection.name)
  const { name: _name, strategy: _strategy, ...changes } = connection
  const options = {
    ...(connection.strategy === 'auth0' ? (found?.options as object) : {}),
    ...(connection.options as object),
  }
  const { id } = await (found === undefined
    ? call('POST', 'connections', connection)
    : call('PATCH', `connections/${String(found.id)}`, { ...changes, options }))
  if (!Array.isArray(names) || names.length === 0) return
  const clients = await list(call, 'clients')
  const wanted = names.map(
    (name) => clients.find((client) => client.name === name)?.client_id ?? name,
  )
  const enabled = (found?.enabled_clients ?? []) as string[]
  await call('PATCH', `connections/${String(id)}/clients`, [
    ...wanted.map((client_id) => ({ client_id, status: true })),
    ...enabled
      .filter((one) => !wanted.includes(one))
      .map((client_id) => ({ client_id, status: false })),
  ])
}

async function importGrant(call: Call, grant: Resource): Promise<void> {
  const clients = await list(call, 'clients')
  const client_id =
    clients.find(({ name }) => name === grant.client_id)?.client_id ?? grant.client_id
  const found = (await list(call, 'client-grants')).find(
    (one) => one.client_id === client_id && one.audience === grant.audience,
  )
  const { client_id: _name, audience: _fixed, subject_type: _kind, ...changes } = grant
  await (found === undefined
    ? call('POST', 'client-grants', { ...grant, client_id })
    : call('PATCH', `client-grants/${String(found.id)}`, changes))
}

/** Unlinks what the file does not name, and drops names that lead nowhere, as the Deploy CLI does. */
async function importOrganization(
  call: Call,
  { connections = [], client_grants: _grants, ...organization }: Resource,
): Promise<void> {
  const found = await findBy(call, 'organizations', 'name', organization.name)
  const { name: _name, ...changes } = organization
  const { id } = await (found === undefined
    ? call('POST', 'organizations', organization)
    : call('PATCH', `organizations/${String(found.id)}`, changes))
  const path = `organizations/${String(id)}/connections`
  const all = await list(call, 'connections')
  const linked = await list(call, path)
  const wanted = (connections as Resource[]).flatMap(({ name, ...link }) => {
    const connection = all.find((one) => one.name === name)
    return connection === undefined ? [] : [{ ...link, connection_id: connection.id }]
  })
  for (const { connection_id, ...link } of wanted) {
    const isLinked = linked.some((one) => one.connection_id === connection_id)
    if (isLinked) await call('PATCH', `${path}/${String(connection_id)}`, link)
    else await call('POST', path, { ...link, connection_id })
  }
  for (const { connection_id } of linked) {
    const isWanted = wanted.some((one) => one.connection_id === connection_id)
    if (!isWanted) await call('DELETE', `${path}/${String(connection_id)}`)
  }
}

async function importTriggers(call: Call, triggers: Record<string, unknown>): Promise<void> {
  for (const [trigger, bindings] of Object.entries(triggers)) {
    await call('PATCH', `actions/triggers/${trigger}/bindings`, {
      bindings: (bindings as Resource[]).map(({ action_name, display_name }) => ({
        ref: { type: 'action_name', value: action_name },
        display_name,
      })),
    })
  }
}

async function upsert(call: Call, path: string, resource: Resource, id: string): Promise<void> {
  const found = await findBy(call, path, 'name', resource.name)
  await (found === undefined
    ? call('POST', path, resource)
    : call('PATCH', `${path}/${String(found[id])}`, resource))
}

const findBy = async (
  call: Call,
  path: string,
  member: string,
  value: unknown,
): Promise<Record<string, unknown> | undefined> =>
  (await list(call, path)).find((one) => one[member] === value)

async function list(call: Call, path: string): Promise<Record<string, unknown>[]> {
  const answer: unknown = await call('GET', `${path}?per_page=100`)
  if (Array.isArray(answer)) return answer
  return (Object.values(answer as object).find(Array.isArray) ?? []) as Record<string, unknown>[]
}

async function readFolder(request: ImportRequest, folder: string): Promise<Resource[]> {
  return (await readNamed(request, folder)).map(([, value]) => value)
}

async function readNamed(
  request: ImportRequest,
  folder: string,
): Promise<(readonly [string, Resource])[]> {
  const entries = await readdir(join(request.folder, folder)).catch(() => [])
  const files = entries
    .map((entry) => (folder === 'database-connections' ? `${entry}/database.json` : entry))
    .filter((entry) => entry.endsWith('.json'))
  const values = await readFiles(
    request,
    files.map((file) => `${folder}/${file}`),
  )
  return values.map((value, index) => [(files[index] ?? '').slice(0, -'.json'.length), value])
}

async function readFiles(
  { folder, keywords }: ImportRequest,
  files: readonly string[],
): Promise<Resource[]> {
  const texts = await Promise.all(
    files.map((file) => readFile(join(folder, file), 'utf8').catch(() => null)),
  )
  return texts
    .filter((text) => text !== null)
    .map((text) =>
      JSON.parse(
        Object.entries(keywords).reduce(
          (replaced, [name, value]) =>
            replaced
              .replaceAll(`"@@${name}@@"`, () => JSON.stringify(value))
              .replaceAll(`##${name}##`, () => String(value)),
          text,
        ),
      ),
    )
}

const openApi =
  ({ address, accessToken }: ImportRequest, onCall: (method: string, path: string) => void): Call =>
  async (method, path, body) => {
    onCall(method, path)
    const response = await tenantFetch(address)(`https://${address.domain}/api/v2/${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
