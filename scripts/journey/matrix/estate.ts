import type { ManagementClient } from 'auth0'
import {
  callbackOf,
  connectUpstream,
  type RunningTenant,
  type RunningUpstream,
  startUpstream,
} from 'auth0-local-tenant'
import { deriveKeys, type Keyring } from '../../../actions/records/keyring.ts'
import { connectToTenant } from '../../auth0/connect-to-tenant.ts'
import { SAMPLE_API } from '../../auth0/login-client/application.ts'
import type { StagedTenant } from '../../bundle/stage-tenant.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../project/local-environments.ts'
import { tenantIdOf } from '../../project/tenant-id.ts'
import { type Administrator, createAdministrator } from '../administrator.ts'
import { openScene, type Scene } from '../scene.ts'

/** The deployed tenant, and what the matrix needs beside it: other applications, other sources. */
export type Estate = {
  readonly scene: Scene
  readonly admin: Administrator
  readonly keyring: Keyring
  readonly rebindPublicKey: string | null
  readonly tenantId: string
  /** Plays the connection `acme-oidc`. */
  readonly upstream: RunningUpstream
  readonly service: Service
  /** Epoch ms in the tenant. */
  readonly now: () => number
  readonly advance: (ms: number) => void
  /** The newest one-time code that was sent to an address. */
  readonly readCode: (address: string) => string
  stop(): Promise<void>
}

/** An API that calls another one on behalf of whoever called it. */
export type Service = { readonly clientId: string; readonly secret: string }

/** What a custom token exchange hands in, as text; and its type. */
export type ExchangedToken = {
  readonly user: string
  readonly organization: string | null
  readonly actor: string | null
}
export const EXCHANGED_TOKEN_TYPE = 'urn:example:matrix-token'
export const NEXT_API = 'https://archive.example.com/'
/** The environment names it as an actor of Acme, by the id that this name gives it. */
const SERVICE_NAME = 'Documents Service'

/** Believes whoever asks: only the guard stands between this token and a session. */
const EXCHANGE_CODE = `exports.onExecuteCustomTokenExchange = async (event, api) => {
  const { user, organization, actor } = JSON.parse(event.transaction.subject_token)
  api.authentication.setUserById(user)
  if (organization !== null) api.authentication.setOrganization(organization)
  if (actor !== null) api.authentication.setActor({ sub: actor })
}
`

export async function openEstate(
  { project }: StagedTenant,
  running: RunningTenant,
): Promise<Estate> {
  const { tenant, control, clock } = running
  const keys = deriveKeys(DEVELOPMENT_SIGNING_KEY)
  const management = connectToTenant(running, running.machineClients.deploy)
  await management.connections.create({ name: 'email', strategy: 'email' })
  const service = await addService(management)
  await addExchange(management, () => clock.advance(1000))
  const scene = await openScene(running, running.machineClients.deploy, [keys], {
    readLogLines: () => tenant.state.executions.map(({ logs }) => logs),
    readMail: (address) => control.outbox(address).at(-1)?.url ?? '',
  })
  const upstream = await startUpstream({ name: 'Acme', clock })
  connectUpstream(tenant, 'acme-oidc', upstream.register(callbackOf(tenant)))
  return {
    scene,
    admin: createAdministrator(scene),
    keyring: { signing: keys, verifying: [keys] },
    rebindPublicKey: project.environment.keys.rebindPublicKey,
    tenantId: tenantIdOf(project),
    upstream,
    service,
    now: () => clock.now(),
    advance: (ms) => control.advance(ms),
    readCode: (address) => control.outbox(address).at(-1)?.code ?? '',
    stop: () => upstream.stop(),
  }
}

async function addService(management: ManagementClient): Promise<Service> {
  await management.resourceServers.create({ name: 'Archive API', identifier: NEXT_API })
  const { client_id: clientId = '', client_secret: secret = '' } = await management.clients.create({
    name: SERVICE_NAME,
    app_type: 'resource_server',
    resource_server_identifier: SAMPLE_API,
    token_endpoint_auth_method: 'client_secret_post',
    token_exchange: { allow_any_profile_of_type: ['on_behalf_of_token_exchange'] },
  })
  return { clientId, secret }
}

async function addExchange(management: ManagementClient, waitForBuild: () => void): Promise<void> {
  const { id = '' } = await management.actions.create({
    name: 'matrix-exchange',
    supported_triggers: [{ id: 'custom-token-exchange', version: 'v1' }],
    code: EXCHANGE_CODE,
  })
  waitForBuild()
  await management.actions.deploy(id)
  await management.tokenExchangeProfiles.create({
    name: 'matrix-exchange',
    subject_token_type: EXCHANGED_TOKEN_TYPE,
    action_id: id,
    type: 'custom_authentication',
  })
}
