import { LOCK_KEY } from '../../../actions/records/lock-record.ts'
import { STATUS_KEY } from '../../../actions/records/organization-status.ts'
import { idOf } from '../scene.ts'
import type { Estate } from './estate.ts'
import type { MatrixRowName } from './matrix-row.ts'
import { createOperator } from './operator.ts'
import { demand, type Stage } from './stage.ts'
import { newPerson, type Visitor } from './visitor.ts'

/** What goes wrong in a row, by whose hand, so that its policy refuses and no other. */
export type Arrangement = {
  /** Name of the organization that requests name; Acme when absent, none when null. */
  readonly organization?: string | null
  /** What happens to each visitor. @returns who they are afterwards */
  readonly person?: (estate: Estate, visitor: Visitor) => Promise<Visitor>
  /** What happens to the tenant, after that. @returns what undoes it */
  readonly tenant?: (stage: Stage) => Promise<() => Promise<void>>
}

export const ARRANGEMENTS: Readonly<Record<MatrixRowName, Arrangement>> = {
  nothing: {},
  'runtime-guard': { person: keeping(editLock) },
  'user-suspended': {
    person: keeping((estate, { userId }) => createOperator(estate).block(userId, '*')),
  },
  'org-status': { tenant: suspendAcme },
  'org-blocked': {
    person: keeping((estate, { userId }) => createOperator(estate).block(userId, 'acme')),
  },
  'blocked elsewhere': {
    person: keeping((estate, { userId }) => createOperator(estate).block(userId, 'globex')),
  },
  'org-required': {
    organization: null,
    tenant: (stage) => demand(stage, 'org-required=enforce'),
  },
  membership: { person: keeping(leaveAcme) },
  'verified-email': { person: keeping(forgetProof) },
  'source-domain': {
    person: keeping(async ({ upstream }, { person, source }) => {
      const email = person.email.replace('acme', 'globex')
      if (source === 'acme-oidc') upstream.people.change(person.email, { email })
    }),
  },
  'email-lock': { person: changeAddress },
  'moved by permission': {
    person: async (estate, visitor) => {
      const moved = await changeAddress(estate, visitor)
      await createOperator(estate).permit(visitor.userId, moved.person.email)
      return moved
    },
  },
  'identity-lock': {
    person: keeping((estate, { userId, person, source }) =>
      createOperator(estate).relock(
        userId,
        person.email,
        source === 'acme-oidc' ? 'members' : 'acme-oidc',
      ),
    ),
  },
  'identifier-lock': {
    person: keeping(async ({ scene }, { userId }) => {
      const telephone = { phone_number: '+15550100', phone_verified: false }
      await scene.management.users.update(userId, telephone)
    }),
  },
  delegation: { organization: 'globex' },
  'signup-gate': {},
  'password-reset-gate': { person: changeAddress },
  'machine-token-gate': { organization: 'globex' },
  'upstream-freshness': {
    tenant: async (stage) => {
      const undo = await demand(stage, 'upstream-freshness=enforce')
      // The environment's limit is one hour.
      stage.estate.advance(2 * 3_600_000)
      return undo
    },
  },
}

/** For what leaves people who they were; whoever has no account has nothing to be changed. */
function keeping(change: (estate: Estate, visitor: Visitor) => Promise<void>) {
  return async (estate: Estate, visitor: Visitor): Promise<Visitor> => {
    if (visitor.userId !== '') await change(estate, visitor)
    return visitor
  }
}

/** Somebody who may write metadata locks another address, without the key. */
async function editLock({ scene }: Estate, { userId }: Visitor): Promise<void> {
  const { app_metadata: metadata } = await scene.management.users.get(userId)
  const lock = metadata?.[LOCK_KEY] as { readonly a: readonly (readonly [string, unknown])[] }
  const a = lock.a.map(([mark, memberships]) => [`${mark.slice(1)}x`, memberships])
  await scene.management.users.update(userId, { app_metadata: { [LOCK_KEY]: { ...lock, a } } })
}

async function suspendAcme({ estate }: Stage): Promise<() => Promise<void>> {
  const { management, names } = estate.scene
  const acme = idOf(names, 'organizations', 'acme')
  const write = async (status: string): Promise<void> => {
    await management.organizations.update(acme, { metadata: { [STATUS_KEY]: status } })
  }
  await write('suspended')
  return () => write('active')
}

async function leaveAcme({ scene }: Estate, { userId }: Visitor): Promise<void> {
  const acme = idOf(scene.names, 'organizations', 'acme')
  await scene.management.organizations.members.delete(acme, { members: [userId] })
}

async function forgetProof(
  { scene, upstream }: Estate,
  { userId, person, source }: Visitor,
): Promise<void> {
  if (source === 'acme-oidc') upstream.people.change(person.email, { email_verified: false })
  else await scene.management.users.update(userId, { email_verified: false })
}

/** By an administrator, or by the identity provider, whoever's the address is. */
async function changeAddress({ admin, upstream }: Estate, visitor: Visitor): Promise<Visitor> {
  const { person, userId, source } = visitor
  const { email } = newPerson()
  if (source === 'acme-oidc') upstream.people.change(person.email, { email })
  else await admin.changeAddress(userId, email)
  return { ...visitor, person: { ...person, email } }
}
