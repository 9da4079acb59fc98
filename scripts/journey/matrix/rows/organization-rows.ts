import { LOCK_KEY } from '../../../../actions/records/lock-record.ts'
import { STATUS_KEY } from '../../../../actions/records/organization-status.ts'
import { idOf } from '../../scene.ts'
import { keeping } from '../arrangement.ts'
import type { Estate } from '../estate.ts'
import { BARE, FEDERATED, FRESH, LIVE, ORGANIZED, PEOPLE, SIGN_UPS } from '../matrix-doors.ts'
import type { MatrixRow } from '../matrix-row.ts'
import { createOperator } from '../operator.ts'
import { demand, type Stage } from '../stage.ts'
import type { Visitor } from '../visitor.ts'
import { BARE_WHY, NEW, NOBODY, NOT_ASKED } from './why.ts'

/** What an administrator or a customer decided, and whose organization it is. */
export const ORGANIZATION_ROWS: readonly MatrixRow[] = [
  {
    name: 'nothing',
    policy: null,
    story: 'nothing is wrong',
    expected: [['admitted', [...PEOPLE, 'machine', 'reset', ...SIGN_UPS], '']],
  },
  {
    name: 'runtime-guard',
    policy: 'runtime-guard',
    story: 'somebody edited the lock record',
    arrangement: { person: keeping(editLock) },
    expected: [
      ['STATE_TAMPERED by runtime-guard', PEOPLE, ''],
      ['STATE_TAMPERED by password-reset-gate', ['reset'], 'reads the same record'],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'user-suspended',
    policy: 'user-suspended',
    story: 'an administrator suspended the person everywhere',
    arrangement: {
      person: keeping((estate, { userId }) => createOperator(estate).block(userId, '*')),
    },
    expected: [
      ['USER_SUSPENDED by user-suspended', PEOPLE, ''],
      ['USER_SUSPENDED by password-reset-gate', ['reset'], 'reads the same record'],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'org-status',
    policy: 'org-status',
    story: 'the organization is suspended',
    arrangement: { tenant: suspendAcme },
    expected: [
      ['ORG_SUSPENDED by org-status', ORGANIZED, ''],
      ['ORG_SUSPENDED by password-reset-gate', ['reset'], 'reads the same status'],
      ['ORG_SUSPENDED by machine-token-gate', ['machine'], 'reads the same status'],
      ['admitted', BARE, BARE_WHY],
      ['-', SIGN_UPS, 'a sign-up names no organization'],
    ],
  },
  {
    name: 'org-blocked',
    policy: 'org-blocked',
    story: 'the organization blocked the person',
    arrangement: {
      person: keeping((estate, { userId }) => createOperator(estate).block(userId, 'acme')),
    },
    expected: [
      ['ORG_BLOCKED by org-blocked', ORGANIZED, ''],
      ['ORG_BLOCKED by password-reset-gate', ['reset'], 'reads the same record'],
      ['admitted', BARE, BARE_WHY],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'blocked elsewhere',
    policy: 'org-blocked',
    story: 'another organization blocked the person',
    arrangement: {
      person: keeping((estate, { userId }) => createOperator(estate).block(userId, 'globex')),
    },
    expected: [
      ['admitted', [...PEOPLE, 'reset'], 'a block holds for its own organization'],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'org-required',
    policy: 'org-required',
    story: 'the application demands an organization, and the request names none',
    arrangement: {
      organization: null,
      tenant: (stage) => demand(stage, 'org-required=enforce'),
    },
    expected: [
      ['ORG_CONTEXT_MISSING by org-required', PEOPLE, ''],
      ['admitted', ['machine'], 'a machine may act for nobody'],
      ['admitted', ['reset'], NOT_ASKED],
      ['-', SIGN_UPS, 'a sign-up names no organization'],
    ],
  },
  {
    name: 'membership',
    policy: 'membership',
    story: 'the person was removed from the organization',
    arrangement: { person: keeping(leaveAcme) },
    expected: [
      ['native: access_denied', [...FRESH, ...LIVE, ...FEDERATED], 'Auth0 looks before any Action'],
      ['NOT_MEMBER by membership', ['refresh', 'exchange'], 'nobody knows that Auth0 looks here'],
      ['native: access_denied', ['on-behalf'], 'Auth0 looks before any Action'],
      ['admitted', BARE, BARE_WHY],
      ['admitted', ['reset'], NOT_ASKED],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
]

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
