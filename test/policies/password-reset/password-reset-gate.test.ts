import { expect, test } from 'vitest'
import { decidePasswordReset } from '../../../policies/password-reset/decide.ts'
import type { PasswordResetFacts } from '../../../policies/password-reset/facts.ts'
import { passwordResetGate } from '../../../policies/password-reset/password-reset-gate.ts'
import { deny, NO_REQUESTS, PASS, type Verdict } from '../../../policies/policy.ts'
import {
  ANNS_MARK,
  aLockEntry,
  aLogin,
  held,
  inOrganization,
  listed,
  OTHER_MARK,
  usable,
} from '../../builders/a-login.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

const plain: PasswordResetFacts = {
  ...NO_REQUESTS,
  nowMs: NOON_MS,
  scope: aLogin().scope,
  address: usable(ANNS_MARK),
  lock: held(aLockEntry(ANNS_MARK, ACME)),
  blocks: listed(),
  isOwnerKnown: true,
  organizationStatus: null,
}
const at = (
  organization: PasswordResetFacts['scope']['organization'],
): Partial<PasswordResetFacts> => ({
  scope: { ...plain.scope, organization },
})
const nowhere = at({ kind: 'none' })
const DRIFT = deny('EMAIL_DRIFT')
const movedFrom = (organization: string, untilMs: number): Partial<PasswordResetFacts> => ({
  address: {
    ...usable('key.ann-at-the-new-domain'),
    formerly: [{ organization, untilMs, marks: [ANNS_MARK] }],
  },
})

test.each<[string, Partial<PasswordResetFacts>, Verdict]>([
  ['a person with the locked address', {}, PASS],
  ['a person without a lock', { lock: { kind: 'absent' }, address: usable(OTHER_MARK) }, PASS],
  ['a person whose lock is empty', { lock: held(), address: usable(OTHER_MARK) }, PASS],
  ['a person with another address', { address: usable(OTHER_MARK) }, DRIFT],
  ['a person without an address', { address: { kind: 'absent' } }, DRIFT],
  ['a person with a deceiving address', { address: { kind: 'unacceptable' } }, DRIFT],
  [
    'another address, in an organization that locked none',
    { address: usable(OTHER_MARK), ...at(inOrganization(GLOBEX)) },
    DRIFT,
  ],
  ['somebody nobody can tell from another', { isOwnerKnown: false }, deny('EVENT_UNSUPPORTED')],
  ['another address, without organization', { address: usable(OTHER_MARK), ...nowhere }, DRIFT],
  [
    'any locked address, without organization',
    { lock: held(aLockEntry(ANNS_MARK, GLOBEX)), ...nowhere },
    PASS,
  ],
  [
    'one of two locked addresses, without organization',
    { lock: held(aLockEntry(OTHER_MARK, GLOBEX), aLockEntry(ANNS_MARK, ACME)), ...nowhere },
    PASS,
  ],
  [
    'the known address, in an organization for which nothing is locked',
    at(inOrganization(GLOBEX)),
    PASS,
  ],
  [
    '#48 a suspended person',
    { blocks: listed({ from: 'everywhere', untilMs: null }) },
    deny('USER_SUSPENDED'),
  ],
  [
    '#48 a suspended person, without organization',
    { blocks: listed({ from: 'everywhere', untilMs: null }), ...nowhere },
    deny('USER_SUSPENDED'),
  ],
  [
    'a person whose suspension has ended',
    { blocks: listed({ from: 'everywhere', untilMs: NOON_MS - DAY_MS }) },
    PASS,
  ],
  [
    'a person whom this organization blocked',
    { blocks: listed({ from: { organization: ACME }, untilMs: null }) },
    deny('ORG_BLOCKED'),
  ],
  [
    'a person whom another organization blocked',
    { blocks: listed({ from: { organization: GLOBEX }, untilMs: null }) },
    PASS,
  ],
  [
    'a person whom an organization blocked, without organization',
    { blocks: listed({ from: { organization: ACME }, untilMs: null }), ...nowhere },
    PASS,
  ],
  [
    'a person whom an organization blocked, perhaps the one that cannot be read',
    { blocks: listed({ from: { organization: ACME }, untilMs: null }), ...at({ kind: 'unknown' }) },
    deny('ORG_BLOCKED'),
  ],
  ['an organization that is not active', { organizationStatus: 'ended' }, deny('ORG_SUSPENDED')],
  ['an organization that is', { organizationStatus: 'active' }, PASS],
  [
    'a block record that cannot be read',
    { blocks: { kind: 'unreadable' } },
    deny('BLOCK_UNREADABLE'),
  ],
  [
    'a lock that cannot be read',
    { lock: { kind: 'unreadable', reason: 'STATE_TAMPERED' } },
    deny('STATE_TAMPERED'),
  ],
  [
    'a guard without its keys',
    { lock: { kind: 'unreadable', reason: 'CONFIG_INVALID' } },
    deny('CONFIG_INVALID'),
  ],
  // Who may sign in may set a password: the login believes a former domain while its time runs.
  ['a mailbox under the new domain of its organization', movedFrom(ACME, NOON_MS + 1), PASS],
  ['such a mailbox, when that time is over', movedFrom(ACME, NOON_MS), DRIFT],
  ['a mailbox that another organization moved', movedFrom(GLOBEX, NOON_MS + 1), DRIFT],
  [
    'a locked address, and one that is not, of the same organization',
    { lock: held(aLockEntry(ANNS_MARK, ACME), aLockEntry(OTHER_MARK, ACME)) },
    DRIFT,
  ],
  [
    'the address of this organization, of a person who has another one elsewhere',
    { lock: held(aLockEntry(ANNS_MARK, ACME), aLockEntry(OTHER_MARK, GLOBEX)) },
    PASS,
  ],
  [
    'the address of another organization, which is not that of this one',
    { lock: held(aLockEntry(OTHER_MARK, ACME), aLockEntry(ANNS_MARK, GLOBEX)) },
    DRIFT,
  ],
  [
    'an address of one of two organizations, and nobody can say which of them it is',
    {
      lock: held(aLockEntry(ANNS_MARK, ACME), aLockEntry(OTHER_MARK, GLOBEX)),
      ...at({ kind: 'unknown' }),
    },
    DRIFT,
  ],
  [
    'the address of both, and nobody can say which of them it is',
    { lock: held(aLockEntry(ANNS_MARK, ACME, GLOBEX)), ...at({ kind: 'unknown' }) },
    PASS,
  ],
  [
    'such a mailbox, in an organization that may be one that did not move',
    {
      ...movedFrom(ACME, NOON_MS + 1),
      lock: held(aLockEntry(ANNS_MARK, ACME, GLOBEX)),
      ...at({ kind: 'unknown' }),
    },
    DRIFT,
  ],
  ['such a mailbox, without organization', { ...movedFrom(ACME, NOON_MS + 1), ...nowhere }, PASS],
  ['the same, moved by another', { ...movedFrom(GLOBEX, NOON_MS + 1), ...nowhere }, DRIFT],
])('%s', (_who, differences, verdict) => {
  const facts = { ...plain, ...differences }
  expect(passwordResetGate.evaluate(facts, aRulebook().passwordReset)).toEqual(verdict)
})

test('the decision names the gate', () => {
  const facts = { ...plain, address: usable(OTHER_MARK) }
  expect(decidePasswordReset(facts, aRulebook().passwordReset)).toMatchObject({
    outcome: 'deny',
    reason: 'EMAIL_DRIFT',
    policy: 'password-reset-gate',
  })
})
