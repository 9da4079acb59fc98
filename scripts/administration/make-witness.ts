import { randomBytes } from 'node:crypto'
import { GRANT_KEY } from '../../actions/records/grant-record.ts'
import { withPermission } from '../../actions/records/permission-record.ts'
import { type Application, openApplication } from '../auth0/login-client/application.ts'
import { openBrowser } from '../auth0/login-client/browser.ts'
import { createPerson } from '../auth0/login-client/person.ts'
import type { TenantAddress } from '../auth0/tenant-fetch.ts'
import { INVITATION_HOURS, type Sealing } from './invitations.ts'
import type { ShutOut } from './observation.ts'
import type { Witness } from './observe-shut-out.ts'
import { orGone } from './or-gone.ts'
import { signGrant } from './sign-permission.ts'
import type { Tools } from './tools.ts'

export type MadeWitness = Witness & {
  /** Takes the account away again. */
  readonly dismiss: () => Promise<unknown>
}

/**
 * Makes an account for one observation, a member of the organization where the person is: for a tenant of
 * one's own, in which an account more disturbs nobody.
 * @returns or why none can be made
 */
export async function makeWitness(
  tools: Tools,
  address: TenantAddress,
  sealing: Sealing,
  { signsInTo }: ShutOut,
): Promise<MadeWitness | { readonly unobserved: string }> {
  const { management } = tools
  const application = await findApplication(tools, address, signsInTo)
  if (application === null) {
    return { unobserved: 'no public application of the tenant refreshes tokens there' }
  }
  const connection = await findConnection(tools, signsInTo)
  if (connection === null) return { unobserved: 'nobody signs in there with a password' }
  const id = randomBytes(8).toString('hex')
  const person = createPerson('Witness', `witness-${id}@witness.example.com`)
  const { email, password } = person
  const { user_id: userId = '' } = await management.users.create({
    connection,
    email,
    email_verified: true,
    password,
    ...(signsInTo === null ? {} : { app_metadata: grantFor(tools, sealing, signsInTo, email) }),
  })
  const dismiss = () => orGone(management.users.delete(userId))
  try {
    if (signsInTo !== null) {
      await management.organizations.members.create(signsInTo, { members: [userId] })
    }
  } catch (error) {
    await dismiss()
    throw error
  }
  return {
    name: 'a person made for it',
    applicationName: application.name,
    userId,
    person,
    application: { ...application.door, audience: null },
    browser: openBrowser(address.certificate),
    request: signsInTo === null ? {} : { organization: signsInTo },
    dismiss,
  }
}

/** So that an enforced `signup-gate` lets the account be made, and its first login is locked. */
function grantFor(
  { keyring, tenantId, nowMs }: Tools,
  sealing: Sealing,
  organization: string,
  address: string,
) {
  const expiresAtMs = nowMs() + INVITATION_HOURS * 3_600_000
  const grant = signGrant({ organization, address, expiresAtMs, ...sealing }, keyring, tenantId)
  return { [GRANT_KEY]: withPermission(null, grant) }
}

/** One that the guard refuses without an organization cannot be told from here: the sign-in will say it. */
async function findApplication(
  { management }: Tools,
  address: TenantAddress,
  organization: string | null,
): Promise<{ readonly name: string; readonly door: Application } | null> {
  const unfit = organization === null ? 'require' : 'deny'
  for await (const client of await management.clients.list()) {
    const {
      client_id = '',
      name = '',
      callbacks = [],
      grant_types = [],
      organization_usage = 'deny',
    } = client
    const [callback] = callbacks
    const isPublic = client.token_endpoint_auth_method === 'none'
    const refreshes = grant_types.includes('refresh_token')
    if (!isPublic || !refreshes || callback === undefined || organization_usage === unfit) continue
    return { name, door: await openApplication(address, client_id, callback) }
  }
  return null
}

async function findConnection(
  { management }: Tools,
  organization: string | null,
): Promise<string | null> {
  if (organization === null) {
    const { data } = await management.connections.list({ strategy: ['auth0'] })
    return data[0]?.name ?? null
  }
  for await (const one of await management.organizations.enabledConnections.list(organization)) {
    if (one.connection?.strategy === 'auth0') return one.connection.name ?? null
  }
  return null
}
