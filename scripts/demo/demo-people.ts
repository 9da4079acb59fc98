import { signIn } from '../auth0/login-client/application.ts'
import { openBrowser } from '../auth0/login-client/browser.ts'
import { createPerson, type Person } from '../auth0/login-client/person.ts'
import { type Administrator, createAdministrator } from '../journey/administrator.ts'
import { idOf, type Scene } from '../journey/scene.ts'
import type { DemoUpstreams } from './demo-upstreams.ts'

/** People for somebody at a browser to be, with what they will meet. */
export type DemoPeople = {
  readonly dora: Person
  readonly blake: Person
  readonly drew: Person
  /** Administers Acme. */
  readonly olivia: Person
  /** User ids, by first name. */
  readonly ids: Readonly<Record<'dora' | 'blake' | 'drew', string>>
  /** Query of the link that Ivan was invited with. */
  readonly invitation: string
}

/** Made through the Management API and the doors, as administrators and people would. */
export async function createDemoPeople(
  scene: Scene,
  { people }: DemoUpstreams,
): Promise<DemoPeople> {
  const admin = createAdministrator(scene)
  const dora = createPerson('Dora', 'dora@example.com')
  const blake = createPerson('Blake', 'blake@example.com')
  const doraId = await admin.enrol(dora, ['acme', 'globex'])
  const blakeId = await admin.enrol(blake, ['acme', 'globex'])
  await admin.block(blakeId, 'acme')
  const { drew, drewId } = await createDrifted(scene, admin)
  await enrolFederated(scene, people.erin)
  const olivia = createPerson('Olivia', 'olivia@example.com')
  await makeAdministrator(scene, await admin.enrol(olivia, ['acme']))
  const ids = { dora: doraId, blake: blakeId, drew: drewId }
  return { dora, blake, drew, olivia, ids, invitation: await inviteFederated(scene, people.ivan) }
}

const ADMINISTRATOR_ROLE = 'Organization Admin'

/** As the sample's rulebook names the role. */
async function makeAdministrator({ management, names }: Scene, id: string): Promise<void> {
  const { data } = await management.roles.list({ name_filter: ADMINISTRATOR_ROLE })
  const roles = data.flatMap(({ id: role, name }) =>
    role !== undefined && name === ADMINISTRATOR_ROLE ? [role] : [],
  )
  const acme = idOf(names, 'organizations', 'acme')
  await management.organizations.members.roles.assign(acme, id, { roles })
}

/** Signed in to Acme once, so that the address is locked; then somebody changed it. */
async function createDrifted(
  scene: Scene,
  admin: Administrator,
): Promise<{ readonly drew: Person; readonly drewId: string }> {
  const drew = createPerson('Drew', 'drew@acme.example.com')
  const id = await admin.enrol(drew, ['acme'])
  const organization = idOf(scene.names, 'organizations', 'acme')
  await visit(scene, drew, 'Member Portal', { organization })
  const moved = { ...drew, email: 'drew@mailbox.example.org' }
  await admin.changeAddress(id, moved.email)
  return { drew: moved, drewId: id }
}

/** An enterprise profile exists from its first sign-in on; only then can it become a member. */
async function enrolFederated(scene: Scene, person: Person): Promise<void> {
  await visit(scene, person, 'Reports', { connection: 'acme-oidc' })
  const { management, names } = scene
  const [user] = await management.users.listUsersByEmail({ email: person.email })
  await management.organizations.members.create(idOf(names, 'organizations', 'acme'), {
    members: [user?.user_id ?? ''],
  })
}

async function visit(
  scene: Scene,
  person: Person,
  application: keyof Scene['applications'],
  request: { organization?: string; connection?: string },
): Promise<void> {
  const browser = openBrowser(scene.address.certificate)
  const answer = await signIn(scene.applications[application], browser, person, request)
  browser.close()
  if (answer.kind === 'refused') {
    throw new Error(`${person.name} was refused: ${answer.error}: ${answer.description}`)
  }
}

async function inviteFederated({ management, names }: Scene, person: Person): Promise<string> {
  const { invitation_url: link } = await management.organizations.invitations.create(
    idOf(names, 'organizations', 'acme'),
    {
      inviter: { name: 'Olivia of the example company' },
      invitee: { email: person.email },
      client_id: idOf(names, 'clients', 'Member Portal'),
      connection_id: idOf(names, 'connections', 'acme-oidc'),
      send_invitation_email: false,
    },
  )
  return new URL(link ?? '').search
}
