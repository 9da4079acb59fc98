import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunningTenant } from 'auth0-local-tenant'
import { tenantFetch } from '../auth0/tenant-fetch.ts'
import type { StagedTenant } from '../bundle/stage-tenant.ts'
import { makeLocalSecrets } from './local-secrets.ts'

type Resource = Record<string, unknown> & { name: string }
type Call = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>

/**
 * Puts the staged folder into a local tenant through the Management API, in a fraction of a second:
 * the same resources and bytes that the Deploy CLI uploads, without its waits. For journeys and
 * measurements; that the real Deploy CLI gets there too is proven by `deploy-cli.test.ts`.
 * @param changeSecrets what to upload in place of the right secrets
 */
export async function uploadTenant(
  { folder, project }: StagedTenant,
  tenant: RunningTenant,
  changeSecrets: Readonly<Record<string, string>> = {},
): Promise<void> {
  const secrets = makeLocalSecrets(project.environment.secrets, tenant)
  const keywords = { ...project.environment.keywords, ...secrets, ...changeSecrets }
  const call = await openApi(tenant)
  const read = (path: string): Promise<Resource[]> => readFolder(folder, path, keywords)
  const clientIds = new Map<string, string>()
  for (const server of await read('resource-servers'))
    await call('POST', 'resource-servers', server)
  for (const client of await read('clients')) {
    clientIds.set(client.name, String((await call('POST', 'clients', client)).client_id))
  }
  for (const { client_id: client, ...grant } of await read('grants')) {
    await call('POST', 'client-grants', { ...grant, client_id: clientIds.get(String(client)) })
  }
  const connectionIds = new Map<string, string>()
  for (const { enabled_clients: enabled, ...connection } of [
    ...(await read('connections')),
    ...(await read('database-connections')),
  ]) {
    const id = String((await call('POST', 'connections', connection)).id)
    connectionIds.set(String(connection.name), id)
    const clients = (enabled as string[]).map((name) => ({
      client_id: clientIds.get(name),
      status: true,
    }))
    await call('PATCH', `connections/${id}/clients`, clients)
  }
  for (const { connections, ...organization } of await read('organizations')) {
    const { id } = await call('POST', 'organizations', organization)
    for (const { name, ...rest } of connections as Resource[]) {
      const body = { ...rest, connection_id: connectionIds.get(name) }
      await call('POST', `organizations/${String(id)}/connections`, body)
    }
  }
  await call('PATCH', 'tenants/settings', {
    default_redirection_uri: 'https://portal.example.com/login',
  })
  await uploadActions(folder, await read('actions'), call, tenant)
}

async function uploadActions(
  folder: string,
  actions: readonly Resource[],
  call: Call,
  { clock }: RunningTenant,
): Promise<void> {
  const drafts: string[] = []
  for (const { deployed: _deployed, code, ...action } of actions) {
    const text = await readFile(join(folder, String(code)), 'utf8')
    drafts.push(String((await call('POST', 'actions/actions', { ...action, code: text })).id))
  }
  // The build of a draft takes its time, on the tenant's clock.
  clock.advance(1000)
  for (const id of drafts) await call('POST', `actions/actions/${id}/deploy`)
  const [triggers] = await readFolder(folder, 'triggers', {})
  for (const [trigger, bindings] of Object.entries(triggers ?? {})) {
    await call('PATCH', `actions/triggers/${trigger}/bindings`, {
      bindings: (bindings as unknown as Resource[]).map(({ action_name, display_name }) => ({
        ref: { type: 'action_name', value: action_name },
        display_name,
      })),
    })
  }
}

async function readFolder(
  folder: string,
  path: string,
  keywords: Readonly<Record<string, unknown>>,
): Promise<Resource[]> {
  const entries = await readdir(join(folder, path), { withFileTypes: true })
  // A database is a folder with scripts beside its settings; an Action's folder holds only code.
  const files = entries.map((entry) =>
    path === 'database-connections' ? join(entry.name, 'database.json') : entry.name,
  )
  return Promise.all(
    files
      .filter((file) => file.endsWith('.json'))
      .map(async (file) => {
        const text = await readFile(join(folder, path, file), 'utf8')
        const replaced = text.replace(/"@@(\w+)@@"/g, (_, name) => JSON.stringify(keywords[name]))
        return JSON.parse(replaced)
      }),
  )
}

async function openApi(tenant: RunningTenant): Promise<Call> {
  const { domain, machineClients } = tenant
  const send = tenantFetch(tenant)
  const headers = { 'content-type': 'application/json' }
  const { clientId: client_id, clientSecret: client_secret } = machineClients.deploy
  const answer = await send(`https://${domain}/oauth/token`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      grant_type: 'client_credentials',
      audience: `https://${domain}/api/v2/`,
      client_id,
      client_secret,
    }),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return async (method, path, body) => {
    const response = await send(`https://${domain}/api/v2/${path}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
}
