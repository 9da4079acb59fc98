import { describe, expect, test } from 'vitest'
import type { LoginFacts, Person } from '../../../policies/login/facts.ts'
import { freezeIdentifiers, identifierLock } from '../../../policies/login/identifier-lock.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import { aLockEntry, aLogin, lockOf } from '../../builders/a-login.ts'
import { loginSettings } from '../../builders/login-settings.ts'

type Settings = LoginSettings['identifierLock']
const evaluate = (
  person: Partial<Person>,
  settings: Partial<Settings>,
  lock: LoginFacts['lock'] = frozen({}),
): Verdict =>
  identifierLock.evaluate(
    aLogin({ person, lock }),
    loginSettings({ identifierLock: { phone: 'free', username: 'free', ...settings } }),
  )

const frozen = (marks: { phone?: string; username?: string }): LoginFacts['lock'] => ({
  kind: 'held',
  isOutdated: false,
  ...lockOf(),
  ...marks,
})
const number = (verified: boolean, ...marks: string[]): Person['phone'] => ({
  kind: 'present',
  marks,
  verified,
})
const name = (...marks: string[]): Person['username'] => ({ kind: 'present', marks })
const none = { kind: 'absent' } as const

describe('the telephone number', () => {
  const UNVERIFIED = deny('PHONE_UNVERIFIED')
  const DRIFT = deny('PHONE_DRIFT')
  test.each<[string, Settings['phone'], Person['phone'], string | undefined, Verdict]>([
    ['free: anything', 'free', number(false, 'other'), 'mark', PASS],
    ['free: none', 'free', { ...none, verified: false }, 'mark', PASS],
    ['verified: none', 'verified', { ...none, verified: false }, undefined, PASS],
    ['verified: a proven one', 'verified', number(true), undefined, PASS],
    ['#56 verified: an unproven one', 'verified', number(false), undefined, UNVERIFIED],
    ['verified: another than the locked one', 'verified', number(true, 'other'), 'mark', PASS],
    ['frozen: none, never had one', 'frozen', { ...none, verified: false }, undefined, PASS],
    ['frozen: a first one', 'frozen', number(true, 'mark'), undefined, PASS],
    ['frozen: the locked one', 'frozen', number(true, 'mark'), 'mark', PASS],
    [
      'frozen: the locked one under an older key',
      'frozen',
      number(true, 'new', 'mark'),
      'mark',
      PASS,
    ],
    ['frozen: the locked one, unproven', 'frozen', number(false, 'mark'), 'mark', UNVERIFIED],
    ['frozen: another one', 'frozen', number(true, 'other'), 'mark', DRIFT],
    ['frozen: none any more', 'frozen', { ...none, verified: false }, 'mark', DRIFT],
    ['frozen: one without marks', 'frozen', number(true), 'mark', DRIFT],
  ])('%s', (_what, setting, phone, locked, verdict) => {
    const lock = frozen(locked === undefined ? {} : { phone: locked })
    expect(evaluate({ phone }, { phone: setting }, lock)).toEqual(verdict)
  })
})

describe('the user name', () => {
  const DRIFT = deny('USERNAME_DRIFT')
  test.each<[string, Settings['username'], Person['username'], string | undefined, Verdict]>([
    ['free: another one', 'free', name('other'), 'mark', PASS],
    ['frozen: a first one', 'frozen', name('mark'), undefined, PASS],
    ['frozen: the locked one', 'frozen', name('mark'), 'mark', PASS],
    ['frozen: another one', 'frozen', name('other'), 'mark', DRIFT],
    ['frozen: none any more', 'frozen', none, 'mark', DRIFT],
    ['frozen: none, never had one', 'frozen', none, undefined, PASS],
  ])('%s', (_what, setting, username, locked, verdict) => {
    const lock = frozen(locked === undefined ? {} : { username: locked })
    expect(evaluate({ username }, { username: setting }, lock)).toEqual(verdict)
  })
})

test('a number and a name that both drifted: the number is named', () => {
  const person = { phone: number(true, 'x'), username: name('x') }
  const lock = frozen({ phone: 'p', username: 'n' })
  expect(evaluate(person, { phone: 'frozen', username: 'frozen' }, lock)).toEqual(
    deny('PHONE_DRIFT'),
  )
})

describe('what is stored beside the addresses', () => {
  test.each<[string, Partial<Person>, { phone?: string; username?: string }, object]>([
    ['nothing where nobody has either', {}, {}, { phone: null, username: null }],
    ['a proven number', { phone: number(true, 'new', 'old') }, {}, { phone: 'new' }],
    ['no number that is not proven', { phone: number(false, 'new') }, {}, { phone: null }],
    ['a user name', { username: name('new', 'old') }, {}, { username: 'new' }],
    [
      'nothing that the team does not freeze',
      { phone: number(true), username: name() },
      {},
      { phone: null, username: null },
    ],
    [
      'what was frozen before, whatever is there now',
      { phone: number(true, 'new'), username: name('new') },
      { phone: 'p', username: 'n' },
      { phone: 'p', username: 'n' },
    ],
    ['and when nothing is there', {}, { phone: 'p', username: 'n' }, { phone: 'p', username: 'n' }],
  ])('%s', (_what, person, before, after) => {
    const content = { ...lockOf(aLockEntry('key.ann', 'acme')), spent: ['one'], ...before }
    expect(freezeIdentifiers(content, aLogin({ person }).person)).toEqual({ ...content, ...after })
  })
})

test('without a lock nothing can have drifted', () => {
  const person = { phone: number(true, 'x'), username: name('x') }
  expect(evaluate(person, { phone: 'frozen', username: 'frozen' }, { kind: 'absent' })).toEqual(
    PASS,
  )
})

test.each(['CONFIG_INVALID', 'STATE_TAMPERED', 'STATE_COPIED'] as const)(
  'a lock that cannot be read: %s',
  (reason) => {
    expect(evaluate({}, {}, { kind: 'unreadable', reason })).toEqual(deny(reason))
  },
)
