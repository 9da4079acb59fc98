import { BLOCK_KEY, withBlock } from '../../actions/records/block-record.ts'
import { GRANT_KEY } from '../../actions/records/grant-record.ts'
import { LOCK_KEY } from '../../actions/records/lock-record.ts'
import { withPermission } from '../../actions/records/permission-record.ts'
import { signGrant } from '../administration/sign-permission.ts'
import type { Person } from '../auth0/login-client/person.ts'
import { developmentRebindKey } from '../project/development-rebind-key.ts'
import { readRebindKey, rebindPublicKeyOf } from '../project/rebind-key.ts'
import { LOCAL_TENANT_ID } from '../project/tenant-id.ts'
import { idOf, type Scene } from './scene.ts'

/** What administrators do in the journey, through the Management API and the official SDK. */
export type Administrator = ReturnType<typeof createAdministrator>

/** The tenant's clock may be far ahead of the machine's. */
/** Counts with the sample's rulebook, wherever within weeks the tenant's clock stands. */
const SOME_WEEKS_MS = 60 * 86_400_000

/** @param operatorKey Ed25519, PEM: whose grants the deployed guard believes */
export function createAdministrator(scene: Scene, operatorKey: string = developmentRebindKey()) {
  const accounts = openAccounts(scene, operatorKey)
  return { ...accounts, ...openProfiles(scene), ...openMemberships(scene, accounts.create) }
}

function openAccounts({ management, names, keys }: Scene, operatorKey: string) {
  async function findUserId(person: Pick<Person, 'email'>): Promise<string> {
    const [user] = await management.users.listUsersByEmail({ email: person.email })
    if (user?.user_id === undefined) throw new Error(`nobody has the address of this person`)
    return user.user_id
  }

  /** What says to an enforced `signup-gate` that an operator makes the account. */
  function grantFor(email: string, name: string): Readonly<Record<string, unknown>> {
    const [signing] = keys
    if (signing === undefined) throw new Error('without a key nobody can be granted anything')
    const request = {
      organization: idOf(names, 'organizations', name),
      address: email,
      expiresAtMs: Date.now() + SOME_WEEKS_MS,
      privateKey: operatorKey,
      publicKey: rebindPublicKeyOf(readRebindKey(operatorKey)),
    }
    const keyring = { signing, verifying: [signing] as const }
    return { [GRANT_KEY]: withPermission(null, signGrant(request, keyring, LOCAL_TENANT_ID)) }
  }

  /**
   * An account of which nothing of the guard is left: the grant is taken back when it has served.
   * @param password absent where the connection has none
   */
  async function create(
    connection: string,
    { email, password }: Pick<Person, 'email'> & Partial<Pick<Person, 'password'>>,
  ): Promise<string> {
    const { user_id: id = '' } = await management.users.create({
      connection,
      email,
      email_verified: true,
      ...(password === undefined ? {} : { password }),
      app_metadata: grantFor(email, 'acme'),
    })
    await management.users.update(id, { app_metadata: { [GRANT_KEY]: null } })
    return id
  }

  return { create, grantFor, findUserId }
}

function openMemberships(
  { management, names }: Scene,
  create: ReturnType<typeof openAccounts>['create'],
) {
  const organization = (name: string): string => idOf(names, 'organizations', name)
  const connection = idOf(names, 'connections', 'members')
  return {
    /** @returns the link's `invitation` and `organization` */
    async invite(
      person: Person,
      name: string,
    ): Promise<{ invitation: string; organization: string }> {
      const { invitation_url: link } = await management.organizations.invitations.create(
        organization(name),
        {
          inviter: { name: 'Olivia of the example company' },
          invitee: { email: person.email },
          client_id: idOf(names, 'clients', 'Member Portal'),
          connection_id: connection,
          send_invitation_email: false,
        },
      )
      const query = new URL(link ?? '').searchParams
      return {
        invitation: query.get('invitation') ?? '',
        organization: query.get('organization') ?? '',
      }
    },

    /** A person who was a member before the guard was deployed. */
    async enrol(person: Person, organizations: readonly string[]): Promise<string> {
      const id = await create('members', person)
      for (const name of organizations) {
        await management.organizations.members.create(organization(name), { members: [id] })
      }
      return id
    },
  }
}

function openProfiles({ management, names }: Scene) {
  return {
    async changeAddress(userId: string, email: string): Promise<void> {
      await management.users.update(userId, { email, email_verified: true })
    },

    /** `where`: the name of an organization, or `*`. */
    async block(userId: string, where: string): Promise<void> {
      const o = where === '*' ? '*' : idOf(names, 'organizations', where)
      const t = Math.floor(Date.now() / 1000)
      const record = withBlock([], { o, r: 'SUSPENDED', t })
      await management.users.update(userId, { app_metadata: { [BLOCK_KEY]: record } })
    },

    async blockNatively(userId: string): Promise<void> {
      await management.users.update(userId, { blocked: true })
    },

    async resetPassword(userId: string, password: string): Promise<void> {
      await management.users.update(userId, { password, connection: 'members' })
    },

    async isBlockedNatively(userId: string): Promise<boolean> {
      return (await management.users.get(userId)).blocked === true
    },

    /** Everything about the person that a login may write. */
    async snapshot(userId: string): Promise<string> {
      const { app_metadata: metadata, updated_at: changed } = await management.users.get(userId)
      return JSON.stringify([metadata, changed])
    },

    async isLocked(userId: string): Promise<boolean> {
      const { app_metadata: metadata } = await management.users.get(userId)
      return metadata?.[LOCK_KEY] !== undefined
    },
  }
}
