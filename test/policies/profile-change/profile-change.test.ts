import { expect, test } from 'vitest'
import type { Block } from '../../../policies/block.ts'
import { type ChangeWay, wayOf } from '../../../policies/profile-change/change-way.ts'
import { decideProfileChange } from '../../../policies/profile-change/decide.ts'
import type { ProfileChangeFacts } from '../../../policies/profile-change/facts.ts'
import { profileChange } from '../../../policies/profile-change/profile-change.ts'
import {
  type ProfileChangeSettings,
  profileChangeSettings,
} from '../../../policies/profile-change/settings.ts'
import type { Reason } from '../../../policies/reasons.ts'
import { ANNS_MARK, aLockEntry, held, lockOf } from '../../builders/a-login.ts'
import { aProfileChange } from '../../builders/a-profile-change.ts'
import { ACME, GLOBEX, PORTAL } from '../../builders/ids.ts'
import { aRollout } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'

const settings = profileChangeSettings({
  profileChange: { ...profileChangeSettings().profileChange, attributes: { [PORTAL]: ['locale'] } },
})
const EMAIL = { field: { kind: 'email' } } as const
const PHONE = { field: { kind: 'phone' } } as const
const USERNAME = { field: { kind: 'username' } } as const
const NAME = { field: { kind: 'name' } } as const
const PASSWORD = { field: { kind: 'password' } } as const
const DELETION = { field: { kind: 'deletion' } } as const
const attribute = (name: string, application = PORTAL) =>
  ({ field: { kind: 'attribute', application, name } }) as const
const LOCALE = attribute('locale')
const ADMINISTRATOR = { actor: 'administrator' } as const
const OPERATOR = { actor: 'operator' } as const
const ENTERPRISE = { source: 'enterprise' } as const
const SOCIAL = { source: 'social' } as const
const PASSWORDLESS = { source: 'passwordless' } as const
const UNKNOWN = { source: 'unknown' } as const
const SEVERAL = { organizations: 2 } as const
const LOCKED = { lock: held(aLockEntry(ANNS_MARK, ACME)) } as const
const FROZEN = {
  lock: { kind: 'held', isOutdated: false, ...lockOf(), phone: 'p', username: 'u' },
} as const
const TAMPERED = { lock: { kind: 'unreadable', reason: 'STATE_TAMPERED' } } as const
const blocked = (from: Block['from'], untilMs: number | null = null) => ({
  blocks: { kind: 'listed' as const, blocks: [{ from, untilMs }] },
})

type Row = [who: string, differences: Partial<ProfileChangeFacts>, answer: ChangeWay | Reason]
const ROWS: readonly Row[] = [
  ['people change their own name', NAME, 'at-once'],
  ['people change their own picture', { field: { kind: 'picture' } }, 'at-once'],
  ['an address that nothing is locked to is verified', EMAIL, 'verification'],
  ['so is one whose lock is empty', { ...EMAIL, lock: held() }, 'verification'],
  ['an invited address is rebound', { ...EMAIL, ...LOCKED }, 'rebind'],
  ['by whoever', { ...EMAIL, ...LOCKED, ...OPERATOR }, 'rebind'],
  ['a telephone number is verified', PHONE, 'verification'],
  ['a user name is written', USERNAME, 'at-once'],
  ['a locked address freezes no number', { ...PHONE, ...LOCKED }, 'verification'],
  ['a locked address freezes no user name', { ...USERNAME, ...LOCKED }, 'at-once'],
  ['a frozen number stays', { ...PHONE, ...FROZEN }, 'PROFILE_FIELD_FROZEN'],
  ['a frozen user name stays', { ...USERNAME, ...FROZEN }, 'PROFILE_FIELD_FROZEN'],
  ['an operator may thaw the number', { ...PHONE, ...FROZEN, ...OPERATOR }, 'verification'],
  ['an operator may thaw the user name', { ...USERNAME, ...FROZEN, ...OPERATOR }, 'at-once'],
  ['what is frozen beside it keeps no name', { ...NAME, ...FROZEN }, 'at-once'],
  ['a password is mailed', PASSWORD, 'reset-mail'],
  ['for whoever asks', { ...PASSWORD, ...OPERATOR }, 'reset-mail'],
  ['also of a member of several', { ...PASSWORD, ...ADMINISTRATOR, ...SEVERAL }, 'reset-mail'],
  ['enterprise accounts have none', { ...PASSWORD, ...ENTERPRISE }, 'PROFILE_FIELD_ABSENT'],
  ['social accounts have none', { ...PASSWORD, ...SOCIAL, ...OPERATOR }, 'PROFILE_FIELD_ABSENT'],
  ['passwordless ones neither', { ...PASSWORD, ...PASSWORDLESS }, 'PROFILE_FIELD_ABSENT'],
  ['nor a user name', { ...USERNAME, ...PASSWORDLESS }, 'PROFILE_FIELD_ABSENT'],
  ['a passwordless number is the person’s', { ...PHONE, ...PASSWORDLESS }, 'verification'],
  ['an enterprise owns its names', { ...NAME, ...ENTERPRISE }, 'PROFILE_UPSTREAM_OWNED'],
  ['against operators too', { ...NAME, ...SOCIAL, ...OPERATOR }, 'PROFILE_UPSTREAM_OWNED'],
  ['and its addresses', { ...EMAIL, ...SOCIAL, ...LOCKED }, 'PROFILE_UPSTREAM_OWNED'],
  ['it owns no attribute of ours', { ...LOCALE, ...ENTERPRISE }, 'at-once'],
  ['nor the account', { ...DELETION, ...SOCIAL }, 'at-once'],
  ['nobody knows whose it is', { ...NAME, ...UNKNOWN, ...OPERATOR }, 'PROFILE_SOURCE_UNKNOWN'],
  ['an attribute is ours in any case', { ...LOCALE, ...UNKNOWN }, 'at-once'],
  ['one that nobody listed', { ...attribute('role'), ...OPERATOR }, 'PROFILE_FIELD_CLOSED'],
  ['one of another application', attribute('locale', 'other'), 'PROFILE_FIELD_CLOSED'],
  ['one of an application that is none', attribute('locale', '__proto__'), 'PROFILE_FIELD_CLOSED'],
  ['an administrator changes a name', { ...NAME, ...ADMINISTRATOR }, 'at-once'],
  ['no number', { ...PHONE, ...ADMINISTRATOR }, 'PROFILE_FIELD_CLOSED'],
  ['no user name', { ...USERNAME, ...ADMINISTRATOR }, 'PROFILE_FIELD_CLOSED'],
  ['nor what others see', { ...NAME, ...ADMINISTRATOR, ...SEVERAL }, 'PROFILE_OF_SEVERAL'],
  ['nor an address', { ...EMAIL, ...ADMINISTRATOR, ...SEVERAL }, 'PROFILE_OF_SEVERAL'],
  ['nor the account', { ...DELETION, ...ADMINISTRATOR, ...SEVERAL }, 'PROFILE_OF_SEVERAL'],
  ['or may see', { ...NAME, ...ADMINISTRATOR, organizations: null }, 'PROFILE_OF_SEVERAL'],
  ['nor of no member', { ...NAME, ...ADMINISTRATOR, organizations: 0 }, 'PROFILE_OF_SEVERAL'],
  ['an attribute of a member', { ...LOCALE, ...ADMINISTRATOR }, 'at-once'],
  ['none of anybody’s', { ...LOCALE, ...ADMINISTRATOR, ...SEVERAL }, 'PROFILE_OF_SEVERAL'],
  ['the owner’s own', { ...LOCALE, ...SEVERAL }, 'at-once'],
  ['a link goes to anybody', { ...PASSWORD, ...ADMINISTRATOR, ...SEVERAL }, 'reset-mail'],
  ['an operator does', { ...NAME, ...OPERATOR, ...SEVERAL }, 'at-once'],
  ['the owner does', { ...NAME, ...SEVERAL }, 'at-once'],
  ['a lock that cannot be read keeps the address', { ...EMAIL, ...TAMPERED }, 'STATE_TAMPERED'],
  ['the number', { ...PHONE, ...TAMPERED, ...OPERATOR }, 'STATE_TAMPERED'],
  ['the user name', { ...USERNAME, ...TAMPERED }, 'STATE_TAMPERED'],
  ['the password', { ...PASSWORD, ...TAMPERED, ...ADMINISTRATOR }, 'STATE_TAMPERED'],
  ['and no name', { ...NAME, ...TAMPERED }, 'at-once'],
  ['the suspended change nothing', { ...LOCALE, ...blocked('everywhere') }, 'USER_SUSPENDED'],
  ['nor the blocked', { ...NAME, ...blocked({ organization: ACME }) }, 'ORG_BLOCKED'],
  ['who would shed it', { ...DELETION, ...blocked({ organization: GLOBEX }) }, 'ORG_BLOCKED'],
  ['nor who may be', { ...NAME, blocks: { kind: 'unreadable' } }, 'BLOCK_UNREADABLE'],
  ['a block that has ended', { ...NAME, ...blocked('everywhere', NOON_MS - 60_000) }, 'at-once'],
  ['one about to', { ...NAME, ...blocked('everywhere', NOON_MS - 59_999) }, 'USER_SUSPENDED'],
  ['others may for them', { ...NAME, ...ADMINISTRATOR, ...blocked('everywhere') }, 'at-once'],
]

test.each(ROWS)('%s: %o', (_who, differences, answer) => {
  const decision = decideProfileChange({ ...aProfileChange(), ...differences }, settings)
  const said = decision.outcome === 'allow' ? decision.way : [decision.reason, decision.way]
  const isWay = !/[A-Z]/.test(answer)
  expect(said).toEqual(isWay ? answer : [answer, null])
})

test('the first rule that speaks is heard', () => {
  const facts = { ...aProfileChange(), ...PASSWORD, ...ENTERPRISE, ...TAMPERED }
  const all = { ...facts, ...blocked('everywhere') }
  const closed = { ...settings, profileChange: { ...settings.profileChange, self: [] } }
  const answers = [
    [all, closed],
    [facts, closed],
    [facts, settings],
    [{ ...facts, source: 'database' }, settings],
  ].map(([one, under]) =>
    profileChange.evaluate(one as ProfileChangeFacts, under as ProfileChangeSettings),
  )
  expect(answers.map((verdict) => 'reason' in verdict && verdict.reason)).toEqual([
    'USER_SUSPENDED',
    'PROFILE_FIELD_CLOSED',
    'PROFILE_FIELD_ABSENT',
    'STATE_TAMPERED',
  ])
})

test('what the rulebook does not open stays closed', () => {
  const shut = { ...settings.profileChange, self: ['name' as const], administrator: [] }
  const answer = (differences: Partial<ProfileChangeFacts>) => {
    const facts = { ...aProfileChange(), ...differences }
    return decideProfileChange(facts, { ...settings, profileChange: shut }).outcome
  }
  const asked = [NAME, EMAIL, { ...NAME, ...ADMINISTRATOR }, { ...EMAIL, ...OPERATOR }]
  expect(asked.map(answer)).toEqual(['allow', 'deny', 'deny', 'allow'])
})

test('only what identifier-lock freezes is frozen', () => {
  const under = (identifierLock: ProfileChangeSettings['identifierLock'], field: object) =>
    decideProfileChange(
      { ...aProfileChange(), ...FROZEN, ...field },
      { ...settings, identifierLock },
    ).outcome
  expect([
    under({ phone: 'verified', username: 'frozen' }, PHONE),
    under({ phone: 'free', username: 'frozen' }, PHONE),
    under({ phone: 'verified', username: 'frozen' }, USERNAME),
    under({ phone: 'frozen', username: 'free' }, USERNAME),
  ]).toEqual(['allow', 'allow', 'deny', 'allow'])
})

test('no mode makes the way shorter, and none but enforcing denies', () => {
  const facts = { ...aProfileChange(), ...PASSWORD, ...ENTERPRISE }
  const told = (['off', 'monitor', 'capture', 'enforce'] as const).map((mode) => {
    const rollout = { 'profile-change': aRollout(mode) }
    const { outcome, way, monitored } = decideProfileChange(facts, { ...settings, rollout })
    return [outcome, way, monitored.length]
  })
  expect(told).toEqual([
    ['allow', 'reset-mail', 0],
    ['allow', 'reset-mail', 1],
    ['allow', 'reset-mail', 1],
    ['deny', null, 0],
  ])
})

test('an administrator who may change numbers thaws none', () => {
  const { profileChange: rules } = settings
  const open = profileChangeSettings({
    ...settings,
    profileChange: { ...rules, administrator: [...rules.administrator, 'phone', 'username'] },
    identifierLock: { phone: 'frozen', username: 'frozen' },
  })
  const reasonOf = (differences: Partial<ProfileChangeFacts>) => {
    const facts = { ...aProfileChange(), ...ADMINISTRATOR, organizations: 1, ...differences }
    const decision = decideProfileChange(facts, open)
    return decision.outcome === 'allow' ? decision.way : decision.reason
  }
  expect(
    [PHONE, USERNAME].map((field) => [reasonOf(field), reasonOf({ ...field, ...FROZEN })]),
  ).toEqual([
    ['verification', 'PROFILE_FIELD_FROZEN'],
    ['at-once', 'PROFILE_FIELD_FROZEN'],
  ])
})

test('without settings it is enforced, nobody is exempt, and no request loosens', () => {
  expect(profileChangeSettings()).toMatchObject({
    rollout: { 'profile-change': { mode: 'enforce' } },
    exemptions: [],
    requestsMayLoosen: false,
    longestAllowanceMs: 0,
    identifierLock: { phone: 'frozen', username: 'frozen' },
  })
})

test('a lock that cannot be read may hold the address', () => {
  expect(wayOf({ field: { kind: 'email' }, ...TAMPERED })).toBe('rebind')
})

test('of two blocks the one everywhere is named', () => {
  const { blocks } = blocked('everywhere')
  const both = {
    ...blocks,
    blocks: [...blocked({ organization: ACME }).blocks.blocks, ...blocks.blocks],
  }
  const decision = decideProfileChange({ ...aProfileChange(), ...NAME, blocks: both }, settings)
  expect(decision).toMatchObject({ outcome: 'deny', reason: 'USER_SUSPENDED' })
})
