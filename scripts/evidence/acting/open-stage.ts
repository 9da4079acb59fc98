import type { ManagementClient } from 'auth0'
import {
  type Certificate,
  callbackOf,
  connectUpstream,
  type RunningTenant,
  type RunningUpstream,
  startTenant,
  startUpstream,
} from 'auth0-local-tenant'
import { guardName, TRIGGER_VERSIONS } from '../../adoption/declare-guard.ts'
import { connectToTenant } from '../../auth0/connect-to-tenant.ts'
import { createPerson, type Person } from '../../auth0/login-client/person.ts'
import { recordOf, textOf } from '../../ground/json-value.ts'
import { type Asked, RULEBOOK } from '../guard/load-guard.ts'
import { CONNECTION } from '../space/login/to-login-event.ts'
import type { AskedTrigger } from '../space/questions-at.ts'
import type { StandInKeys } from '../space/stand-in-keys.ts'
import { type HeardEvents, hearEvents } from './hear-events.ts'
import { type StageIds, stagedState } from './staged-state.ts'

/** A local tenant with the guard of one version, and one of everything that a witness needs. */
export type Stage = {
  readonly running: RunningTenant
  readonly person: Person
  /** Of a client with a secret, which every tenant made so has of its own. */
  readonly clientSecret: string
  readonly heard: HeardEvents
  /** Plays the identity provider of whoever is of one. */
  readonly upstream: RunningUpstream
  /** Makes the tenant, and its clock, as the witness has it. */
  set(witness: Asked): void
  close(): Promise<void>
}

export type StagedGuard = {
  readonly trigger: AskedTrigger
  /** Null: there is no guard, and everybody is let in. */
  readonly code: string | null
  readonly keys: StandInKeys
  readonly tenantId: string
}

export const CALLBACK = 'https://application.example.com/callback'
const SOURCE = 'the-source'
const API = 'https://stage.example.com/'
const OBSERVER = 'observer'

export async function openStage(guard: StagedGuard, certificate: Certificate): Promise<Stage> {
  const servers = await openServers(guard.tenantId, certificate)
  try {
    return await furnishedStage(guard, servers)
  } catch (error) {
    await servers.close()
    throw error
  }
}

type Servers = Pick<Stage, 'running' | 'heard' | 'upstream' | 'close'>

async function openServers(tenantId: string, certificate: Certificate): Promise<Servers> {
  const running = await startTenant({ certificate, tenantId, actionBuildMs: 0 })
  const heard = await hearEvents()
  const upstream = await startUpstream({ name: 'stage', clock: running.clock, certificate })
  connectUpstream(running.tenant, CONNECTION, upstream.register(callbackOf(running.tenant)))
  const close = async (): Promise<void> => {
    await Promise.all([running.stop(), heard.stop(), upstream.stop()])
  }
  return { running, heard, upstream, close }
}

async function furnishedStage(guard: StagedGuard, servers: Servers): Promise<Stage> {
  const { running, heard, upstream } = servers
  const management = connectToTenant(running, running.machineClients.deploy)
  const person = createPerson('Ann', 'ann@stage.example.com')
  const { ids, clientSecret } = await furnish(management, person)
  await upload(management, guard, running, heard)
  const template = running.control.snapshot()
  const versions = [...running.tenant.state.actionVersions]
  return {
    ...servers,
    person,
    clientSecret,
    set(witness) {
      const { control, clock, tenant } = running
      const clockOffsetMs = clock.offsetMs() + witness.atMs - clock.now()
      const state = stagedState(template.state, ids, witness)
      control.restore({ ...template, clockOffsetMs, state })
      // A version that was restored is another one, for which the tenant would start another process.
      tenant.state.actionVersions = new Map(versions)
      setSecrets(running, witness)
      setSubject(upstream, witness, person)
      if (witness.world.isMember === null) {
        control.addFault({ path: '/api/v2/users/*/organizations', status: 503, times: 1000 })
      }
    },
  }
}

/** As the identity provider knows them: what it says of a profile is written into it at each login. */
function setSubject({ people }: RunningUpstream, { event }: Asked, { password }: Person): void {
  const { user_id, email, email_verified } = recordOf(recordOf(event).user)
  const sub = subjectOf(textOf(user_id))
  people.remove(sub)
  people.add({
    sub,
    password,
    ...(email === undefined ? {} : { email: textOf(email) }),
    email_verified: email_verified === true,
  })
}

/** What an identity provider calls whoever has this id. */
export const subjectOf = (userId: string): string => userId.split('|').at(-1) ?? ''

/** Who is break-glass, or a delegate, is told by a secret: it is a part of the witness. */
function setSecrets({ tenant }: RunningTenant, { event }: Asked): void {
  const own = Object.entries(recordOf(recordOf(event).secrets))
  for (const version of tenant.state.actionVersions.values()) {
    const others = version.secrets.filter(({ name }) => !PERSONAL.includes(name))
    version.secrets = [
      ...others,
      ...own.map(([name, value]) => ({ name, value: textOf(value), updated_at: '' })),
    ]
  }
}
const PERSONAL = ['OG_BREAK_GLASS', 'OG_DELEGATES']

async function furnish(
  { clients, connections, organizations, users, resourceServers, clientGrants }: ManagementClient,
  { email, password }: Person,
): Promise<{ readonly ids: StageIds; readonly clientSecret: string }> {
  await resourceServers.create({ name: 'Stage', identifier: API, allow_offline_access: true })
  const client = await clients.create({
    name: 'stage',
    app_type: 'regular_web',
    oidc_conformant: true,
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: GRANTS,
    callbacks: [CALLBACK],
    organization_usage: 'allow',
  })
  const { client_id: clientId = '', client_secret: clientSecret = '' } = client
  await clientGrants.create({
    client_id: clientId,
    audience: API,
    scope: [],
    organization_usage: 'allow',
    allow_any_organization: true,
  })
  const connection = await connections.create({ name: CONNECTION, strategy: 'auth0' })
  const connectionId = connection.id ?? ''
  const source = await connections.create({ name: SOURCE, strategy: 'oidc' })
  const both = [connectionId, source.id ?? '']
  for (const id of both) {
    await connections.clients.update(id, [{ client_id: clientId, status: true }])
  }
  const organization = await organizations.create({
    name: 'stage',
    enabled_connections: both.map((connection_id) => ({
      connection_id,
      assign_membership_on_login: false,
    })),
  })
  const user = await users.create({ connection: CONNECTION, email, password, email_verified: true })
  const [userId, organizationId] = [user.user_id ?? '', organization.id ?? '']
  await organizations.members.create(organizationId, { members: [userId] })
  const ids = {
    client: clientId,
    organization: organizationId,
    connection: connectionId,
    source: source.id ?? '',
    user: userId,
    api: API,
  }
  return { ids, clientSecret }
}

const GRANTS = [
  'authorization_code',
  'client_credentials',
  'refresh_token',
  'http://auth0.com/oauth/grant-type/password-realm',
]

async function upload(
  { actions }: ManagementClient,
  { trigger, code, keys }: StagedGuard,
  { domain, machineClients }: RunningTenant,
  heard: HeardEvents,
): Promise<void> {
  const { clientId, clientSecret } = machineClients.guard
  const secrets = {
    ...keys.secrets,
    OG_DOMAIN: domain,
    OG_CLIENT_ID: clientId,
    OG_CLIENT_SECRET: clientSecret,
  }
  const guard = { name: guardName(trigger), code: `${code}\n${standingIn(keys)}`, secrets }
  const all = [
    { name: OBSERVER, code: heard.code(trigger), secrets: {} },
    ...(code === null ? [] : [guard]),
  ]
  for (const one of all) {
    const { id = '' } = await actions.create({
      ...one,
      runtime: 'node22',
      supported_triggers: [{ id: trigger, version: TRIGGER_VERSIONS[trigger] }],
      secrets: Object.entries(one.secrets).map(([name, value]) => ({ name, value })),
    })
    await actions.deploy(id)
  }
  await actions.triggers.bindings.updateMany(trigger, {
    bindings: all.map(({ name }) => ({
      ref: { type: 'action_name', value: name },
      display_name: name,
    })),
  })
}

/** Keys that somebody here has, and no sink: what is made up is told to nobody. */
const standingIn = ({ ids }: StandInKeys): string =>
  `Object.assign(${RULEBOOK}.keyIds, ${JSON.stringify(ids)});\n${RULEBOOK}.sink = null;\n`
