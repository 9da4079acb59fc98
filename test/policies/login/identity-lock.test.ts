import { describe, expect, test } from 'vitest'
import type { LoginFacts } from '../../../policies/login/facts.ts'
import { identityLock } from '../../../policies/login/identity-lock.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import {
  ANNS_MARK,
  aLockEntry,
  aLogin,
  held,
  inOrganization,
  type LoginDifferences,
  OTHER_MARK,
  usable,
} from '../../builders/a-login.ts'
import { ACME, GLOBEX, MEMBERS } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'

const evaluate = (
  differences: LoginDifferences,
  identityLockSettings: Partial<LoginSettings['identityLock']> = {},
): Verdict =>
  identityLock.evaluate(
    aLogin(differences),
    loginSettings({
      identityLock: { pin: 'source', linked: 'same-address', ...identityLockSettings },
    }),
  )

const elsewhere = { identitySource: 'con_other' }
const REFUSED = deny('CONNECTION_NOT_ALLOWED')

describe('the identity source', () => {
  const both: LoginFacts['lock'] = held({
    mark: ANNS_MARK,
    memberships: [ACME, GLOBEX].map((organization) => ({
      organization,
      identitySource: organization === ACME ? MEMBERS : 'con_other',
      origin: 'invitation',
      lockedAtMs: 0,
    })),
  })
  test.each<[string, LoginDifferences, Verdict]>([
    ['of the membership', {}, PASS],
    ['#54 another one', { scope: elsewhere }, REFUSED],
    ['another one, and nothing is locked', { scope: elsewhere, lock: { kind: 'absent' } }, PASS],
    ['another one, and the lock is empty', { scope: elsewhere, lock: held() }, PASS],
    [
      'another one, in an organization nothing is locked for',
      { scope: { ...elsewhere, organization: inOrganization(GLOBEX) } },
      PASS,
    ],
    ['that of another organization', { scope: elsewhere, lock: both }, REFUSED],
    [
      'that of this organization, not of another',
      { scope: { ...elsewhere, organization: inOrganization(GLOBEX) }, lock: both },
      PASS,
    ],
    [
      'of the membership, under one of two addresses',
      { lock: held(aLockEntry(OTHER_MARK, GLOBEX), aLockEntry(ANNS_MARK, ACME)) },
      PASS,
    ],
    [
      'another one, without organization',
      { scope: { ...elsewhere, organization: { kind: 'none' } } },
      PASS,
    ],
    [
      'any of the granted ones, where the organization is unknown',
      { scope: { ...elsewhere, organization: { kind: 'unknown' } }, lock: both },
      PASS,
    ],
    [
      'none of the granted ones, where the organization is unknown',
      { scope: { ...elsewhere, organization: { kind: 'unknown' } } },
      REFUSED,
    ],
    ['no source at all', { scope: { identitySource: '' } }, REFUSED],
  ])('%s', (_what, differences, verdict) => {
    expect(evaluate(differences)).toEqual(verdict)
  })

  test('another one, where it is not pinned', () => {
    expect(evaluate({ scope: elsewhere }, { pin: 'off' })).toEqual(PASS)
  })
})

describe('linked accounts', () => {
  const linked = (
    ...linkedAddresses: LoginFacts['person']['linkedAddresses']
  ): LoginDifferences => ({
    person: { linkedAddresses },
  })
  const MISMATCH = deny('IDENTITY_MISMATCH')
  test.each<[string, LoginDifferences, Verdict]>([
    ['none', linked(), PASS],
    ['one of the same mailbox', linked(usable(ANNS_MARK)), PASS],
    ['one of another mailbox', linked(usable(OTHER_MARK)), MISMATCH],
    ['one of each', linked(usable(ANNS_MARK), usable(OTHER_MARK)), MISMATCH],
    ['one without an address', linked({ kind: 'absent' }), MISMATCH],
    ['one with a deceiving address', linked({ kind: 'unacceptable' }), MISMATCH],
    [
      'one of the same mailbox under the newest key',
      {
        person: {
          address: usable('newer.ann', ANNS_MARK),
          linkedAddresses: [usable('newer.ann', ANNS_MARK)],
        },
      },
      PASS,
    ],
    [
      'one, of a person without an address',
      { person: { address: { kind: 'absent' }, linkedAddresses: [usable(ANNS_MARK)] } },
      MISMATCH,
    ],
    [
      'one of another mailbox, without organization',
      { ...linked(usable(OTHER_MARK)), scope: { organization: { kind: 'none' } } },
      PASS,
    ],
  ])('%s', (_what, differences, verdict) => {
    expect(evaluate(differences)).toEqual(verdict)
  })

  test('of another mailbox, where any may be linked', () => {
    expect(evaluate(linked(usable(OTHER_MARK)), { linked: 'any' })).toEqual(PASS)
  })
})

test.each(['CONFIG_INVALID', 'STATE_TAMPERED', 'STATE_COPIED'] as const)(
  'a lock that cannot be read: %s',
  (reason) => {
    const lock = { kind: 'unreadable', reason } as const
    expect(evaluate({ lock })).toEqual(deny(reason))
    expect(evaluate({ lock }, { pin: 'off', linked: 'any' })).toEqual(deny(reason))
    expect(evaluate({ lock, scope: { organization: { kind: 'none' } } })).toEqual(PASS)
  },
)

test('an entry for another organization only, of another address', () => {
  const lock = held(aLockEntry(OTHER_MARK, GLOBEX))
  expect(evaluate({ lock, scope: elsewhere })).toEqual(PASS)
})
