import type { ManagementClient } from 'auth0'
import { BLOCK_KEY, withBlock } from '../../actions/records/block-record.ts'
import type { DerivedKeys } from '../../actions/records/keyring.ts'
import { openApplication, signIn } from '../auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../auth0/login-client/browser.ts'
import { admitted, type LoginOutcome, readOutcome, refused } from '../auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../auth0/login-client/person.ts'
import type { TenantAddress } from '../auth0/tenant-fetch.ts'
import { chooseDoor, type OwnDoor } from './choose-door.ts'
import { type JourneyRow, walkStep } from './journey.ts'

/** A tenant as some team's folder declares it, deployed. */
export type OwnTenant = {
  readonly address: TenantAddress
  readonly management: ManagementClient
  /** Keys that open references, as support has them. */
  readonly keys: readonly DerivedKeys[]
  /** What the rulebook enforces there. */
  readonly enforced: ReadonlySet<string>
}

/**
 * Somebody signs in to an application of the team, and once more after an administrator has shut them out.
 * @returns null where the folder declares no application and database that people could use
 */
export async function walkOwnFolder(
  tenant: OwnTenant,
  onRow: (row: JourneyRow) => void,
): Promise<{ readonly door: OwnDoor; readonly rows: readonly JourneyRow[] } | null> {
  const door = await chooseDoor(tenant.management)
  if (door === null) return null
  const rows: JourneyRow[] = []
  const walk = async (person: string, story: string, expected: LoginOutcome, step: Step) => {
    const row = await walkStep('code', person, story, expected, step)
    rows.push(row)
    onRow(row)
  }
  await walkSuspended(tenant, door, walk)
  if (door.organization !== null && tenant.enforced.has('email-lock')) {
    await walkDrifted(tenant, door, walk)
  }
  return { door, rows }
}

type Step = () => Promise<LoginOutcome>
type Walk = (person: string, story: string, expected: LoginOutcome, step: Step) => Promise<void>

async function walkSuspended(tenant: OwnTenant, door: OwnDoor, walk: Walk): Promise<void> {
  const sue = createPerson('Sue', 'sue@example.com')
  const browser = openBrowser(tenant.address.certificate ?? undefined)
  let id = ''
  await walk('Sue', `signs in to ${door.client.name}`, admitted(), async () => {
    id = await enrol(tenant, door, sue)
    return enter(tenant, door, browser, sue)
  })
  const expected = refused('USER_SUSPENDED', 'user-suspended')
  await walk('Sue', 'after an administrator suspended her', expected, async () => {
    await suspend(tenant, id)
    return enter(tenant, door, browser, sue)
  })
}

async function walkDrifted(tenant: OwnTenant, door: OwnDoor, walk: Walk): Promise<void> {
  const ann = createPerson('Ann', 'ann@example.com')
  const browser = openBrowser(tenant.address.certificate ?? undefined)
  const where = door.organization?.name ?? ''
  const moved = { ...ann, email: 'eve@example.com' }
  let id = ''
  await walk('Ann', `signs in for ${where}`, admitted(), async () => {
    id = await enrol(tenant, door, ann)
    return enter(tenant, door, browser, ann)
  })
  await walk(
    'Ann',
    'after her address was changed',
    refused('EMAIL_DRIFT', 'email-lock'),
    async () => {
      await tenant.management.users.update(id, { email: moved.email, email_verified: true })
      return enter(tenant, door, browser, moved)
    },
  )
}

/** Shut out everywhere, as an operator does it. */
export async function suspend({ management }: OwnTenant, id: string): Promise<void> {
  const record = withBlock([], { o: '*', r: 'SUSPENDED', t: Math.floor(Date.now() / 1000) })
  await management.users.update(id, { app_metadata: { [BLOCK_KEY]: record } })
}

/** A member of the organization, where there is one. */
export async function enrol(
  { management }: OwnTenant,
  { connection, organization }: OwnDoor,
  { email, password }: Person,
): Promise<string> {
  const { user_id: id = '' } = await management.users.create({
    connection,
    email,
    password,
    email_verified: true,
  })
  if (organization !== null) {
    await management.organizations.members.create(organization.id, { members: [id] })
  }
  return id
}

async function enter(
  { address, keys }: OwnTenant,
  { client, connection, organization }: OwnDoor,
  browser: Browser,
  person: Person,
): Promise<LoginOutcome> {
  const { id, redirectUri, secret } = client
  const application = await openApplication(address, id, redirectUri, secret)
  const answer = await signIn({ ...application, audience: null }, browser, person, {
    ...(organization === null ? {} : { organization: organization.id }),
    connection,
  })
  return readOutcome(answer, keys, () => '')
}
