import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Management, ManagementClient } from 'auth0'
import type { StagedTenant } from '../../scripts/bundle/stage-tenant.ts'
import type { RunningTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { makeLocalSecrets } from '../../scripts/shipping/local-secrets.ts'
import { manageTenant } from './manage-tenant.ts'

/** Files of the staged folder, as the SDK takes them: that they are right is what the upload shows. */
type Read = <Body>(folder: string) => Promise<readonly Body[]>
type Named = { readonly name: string }
type IdOf = ReadonlyMap<string, string>

/**
 * Puts the staged folder into a local tenant with the official SDK, in a fraction of a second and without
 * a line of the deploy's own code, so that it does not share its mistakes. `upload-tenant.test.ts` shows that a
 * deploy finds nothing to do afterwards.
 * @param changeSecrets what to upload in place of the right secrets
 */
export async function uploadTenant(
  { folder, project }: StagedTenant,
  tenant: RunningTenant,
  changeSecrets: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { keywords, secrets } = project.environment
  const values = { ...keywords, ...makeLocalSecrets(secrets, tenant), ...changeSecrets }
  const read: Read = (path) => readFiles(folder, path, values)
  const management = manageTenant(tenant)
  for (const server of await read<Management.CreateResourceServerRequestContent>(
    'resource-servers',
  )) {
    await management.resourceServers.create(server)
  }
  const clients = await uploadClients(management, read)
  const connections = await uploadConnections(management, read, clients)
  await uploadOrganizations(management, read, connections)
  await uploadRoles(management, read)
  await uploadSettings(management, read)
  await uploadActions(management, read, folder, tenant)
  await uploadStreams(management, read)
}

async function uploadClients(management: ManagementClient, read: Read): Promise<IdOf> {
  const ids = new Map<string, string>()
  for (const client of await read<Management.CreateClientRequestContent>('clients')) {
    const { client_id: id = '' } = await management.clients.create(client)
    ids.set(client.name, id)
  }
  for (const grant of await read<Management.CreateClientGrantRequestContent>('grants')) {
    const client_id = idIn(ids, String(grant.client_id))
    await management.clientGrants.create({ ...grant, client_id })
  }
  return ids
}

type ConnectionFile = Management.CreateConnectionRequestContent & {
  readonly enabled_clients: readonly string[]
}

async function uploadConnections(
  management: ManagementClient,
  read: Read,
  clients: IdOf,
): Promise<IdOf> {
  const ids = new Map<string, string>()
  for (const { enabled_clients: enabled, ...connection } of [
    ...(await read<ConnectionFile>('connections')),
    ...(await read<ConnectionFile>('database-connections')),
  ]) {
    const { id = '' } = await management.connections.create(connection)
    ids.set(connection.name, id)
    const body = enabled.map((name) => ({ client_id: idIn(clients, name), status: true }))
    await management.connections.clients.update(id, body)
  }
  return ids
}

type OrganizationFile = Management.CreateOrganizationRequestContent & {
  readonly connections: readonly (Named &
    Management.CreateOrganizationAllConnectionRequestParameters)[]
}

async function uploadOrganizations(
  management: ManagementClient,
  read: Read,
  connectionIds: IdOf,
): Promise<void> {
  for (const { connections, ...file } of await read<OrganizationFile>('organizations')) {
    const { id = '' } = await management.organizations.create(file)
    for (const { name, ...link } of connections) {
      const connection_id = idIn(connectionIds, name)
      await management.organizations.connections.create(id, { ...link, connection_id })
    }
  }
}

type RoleFile = Management.CreateRoleRequestContent & Management.AddRolePermissionsRequestContent

async function uploadRoles(management: ManagementClient, read: Read): Promise<void> {
  for (const { permissions, ...role } of await read<RoleFile>('roles')) {
    const { id = '' } = await management.roles.create(role)
    await management.roles.permissions.add(id, { permissions })
  }
}

async function uploadSettings(
  { attackProtection, prompts, tenants }: ManagementClient,
  read: Read,
): Promise<void> {
  const one = async <Body>(file: string): Promise<Body> => {
    const [body] = await read<Body>(file)
    if (body === undefined) throw new Error(`the staged folder has no \`${file}\``)
    return body
  }
  await tenants.settings.update(await one('tenant.json'))
  await prompts.updateSettings(await one('prompts/prompts.json'))
  const { breachedPasswordDetection, bruteForceProtection, suspiciousIpThrottling } =
    attackProtection
  const folder = 'attack-protection'
  await breachedPasswordDetection.update(await one(`${folder}/breached-password-detection.json`))
  await bruteForceProtection.update(await one(`${folder}/brute-force-protection.json`))
  await suspiciousIpThrottling.update(await one(`${folder}/suspicious-ip-throttling.json`))
}

type ActionFile = Management.CreateActionRequestContent & { readonly deployed: boolean }
type TriggersFile = Readonly<
  Record<string, readonly { readonly action_name: string; readonly display_name: string }[]>
>

async function uploadActions(
  { actions }: ManagementClient,
  read: Read,
  folder: string,
  { clock }: RunningTenant,
): Promise<void> {
  const drafts: string[] = []
  for (const { deployed: _deployed, code, ...action } of await read<ActionFile>('actions')) {
    const text = await readFile(join(folder, String(code)), 'utf8')
    drafts.push((await actions.create({ ...action, code: text })).id ?? '')
  }
  // The build of a draft takes its time, on the tenant's clock.
  clock.advance(1000)
  for (const id of drafts) await actions.deploy(id)
  const [triggers = {}] = await read<TriggersFile>('triggers')
  for (const [trigger, bound] of Object.entries(triggers)) {
    const bindings = bound.map(({ action_name: value, display_name }) => ({
      ref: { type: 'action_name' as const, value },
      display_name,
    }))
    await actions.triggers.bindings.updateMany(trigger as Management.ActionTriggerTypeEnum, {
      bindings,
    })
  }
}

type StreamFile = Management.CreateEventStreamActionRequestContent

/** A stream names its Action; the tenant knows it by an id. */
async function uploadStreams(management: ManagementClient, read: Read): Promise<void> {
  const ids = new Map<string, string>()
  for await (const { name = '', id = '' } of await management.actions.list()) ids.set(name, id)
  for (const { destination, ...stream } of await read<StreamFile>('event-streams')) {
    const action_id = idIn(ids, destination.configuration.action_id)
    await management.eventStreams.create({
      ...stream,
      destination: { type: 'action', configuration: { action_id } },
    })
  }
}

/** @throws Error for a name that the folder has no file for */
function idIn(ids: IdOf, name: string): string {
  const id = ids.get(name)
  if (id === undefined) throw new Error(`nothing is called \`${name}\``)
  return id
}

/** One file, or all files of a folder; in place of each marker the value of its keyword. */
async function readFiles<Body>(
  folder: string,
  path: string,
  keywords: Readonly<Record<string, unknown>>,
): Promise<readonly Body[]> {
  const files = path.endsWith('.json')
    ? [path]
    : // A database is a folder with scripts beside its settings; an Action's folder holds only code.
      (await readdir(join(folder, path)).catch(() => [])).map((name) =>
        join(path, path === 'database-connections' ? join(name, 'database.json') : name),
      )
  const texts = files
    .filter((file) => file.endsWith('.json'))
    .map((file) => readFile(join(folder, file), 'utf8'))
  return (await Promise.all(texts)).map((text) =>
    JSON.parse(text.replace(/"@@(\w+)@@"/g, (_, name) => JSON.stringify(keywords[name]))),
  )
}
