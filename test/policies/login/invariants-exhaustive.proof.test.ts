import { expect, test } from 'vitest'
import type { Decision } from '../../../policies/decide.ts'
import { decideLogin, LOGIN_POLICIES } from '../../../policies/login/decide.ts'
import { INTERACTIVE_DOORS } from '../../../policies/login/door.ts'
import type { LoginFacts } from '../../../policies/login/facts.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import { REASONS } from '../../../policies/reasons.ts'
import {
  ANNS_MARK,
  aLockEntry,
  aLogin,
  held,
  listed,
  OTHER_MARK,
  usable,
} from '../../builders/a-login.ts'
import { ACME, GLOBEX, MEMBERS } from '../../builders/ids.ts'
import { anEmailLock, everyPolicy } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'
import {
  admittedForLess,
  agreed,
  everyPoint,
  type FactsIn,
  only,
  survey,
  type WordsIn,
} from '../../builders/survey.ts'
import { BARE_LOCKS, ORGANIZATIONS, PLAIN_SETTINGS } from './abstract-logins.ts'

/**
 * The whole abstract space of logins: one value for every way in which a fact can matter. Whoever adds
 * a fact or a value adds it here.
 */
const SPACE = {
  door: ['sign-in', 'refresh', 'exchange', 'unknown'],
  organization: only(ORGANIZATIONS, 'acme', 'none', 'unknown'),
  address: {
    absent: { kind: 'absent' },
    unacceptable: { kind: 'unacceptable' },
    ann: usable(ANNS_MARK),
    other: usable(OTHER_MARK),
  },
  addressVerified: [true, false],
  lock: {
    absent: BARE_LOCKS.absent,
    'ann at acme': held(aLockEntry(ANNS_MARK, ACME)),
    'other at acme': held(aLockEntry(OTHER_MARK, ACME)),
    'ann at globex': held(aLockEntry(ANNS_MARK, GLOBEX)),
    STATE_TAMPERED: BARE_LOCKS.STATE_TAMPERED,
    STATE_COPIED: BARE_LOCKS.STATE_COPIED,
  },
  blocks: {
    none: listed(),
    everywhere: listed({ from: 'everywhere', untilMs: null }),
    'everywhere, until yesterday': listed({ from: 'everywhere', untilMs: NOON_MS - DAY_MS }),
    'from acme, until now': listed({ from: { organization: ACME }, untilMs: NOON_MS }),
    'from globex': listed({ from: { organization: GLOBEX }, untilMs: null }),
    unreadable: { kind: 'unreadable' },
  },
  keys: ['ready', 'unusable'],
  isOwnerKnown: [true, false],
  isYoung: [true, false],
  onMissing: ['adopt', 'observe', 'deny'],
  cutOver: { tomorrow: NOON_MS + DAY_MS, yesterday: NOON_MS - DAY_MS },
  trustedSources: [[], [MEMBERS]],
} as const
type Words = WordsIn<typeof SPACE>

function toLogin(facts: FactsIn<typeof SPACE>): LoginFacts {
  const { door, organization, blocks, keys, isOwnerKnown, address, addressVerified } = facts
  return aLogin({
    door,
    scope: { organization },
    person: {
      createdAtMs: facts.isYoung ? NOON_MS : Number.NEGATIVE_INFINITY,
      address,
      addressVerified,
    },
    lock: keys === 'ready' ? facts.lock : BARE_LOCKS.CONFIG_INVALID,
    blocks,
    keys,
    isOwnerKnown,
  })
}

/** Values that say less than any other of their axis. Deleting a lock is not here: the design names it as a risk. */
const LESS_EVIDENCE = {
  'the door': { door: 'unknown' },
  'the address': { address: 'absent' },
  'the form of the address': { address: 'unacceptable' },
  'the proof of the address': { addressVerified: false },
  'the signature of the lock': { lock: 'STATE_TAMPERED' },
  'whose the lock is': { lock: 'STATE_COPIED' },
  'the form of the blocks': { blocks: 'unreadable' },
  keys: { keys: 'unusable' },
  'whose the records are': { isOwnerKnown: false },
  'the age of the account': { isYoung: false },
} as const satisfies Readonly<Record<string, Partial<Words>>>

const isHumanBlock = ({ blocks, organization }: Words): boolean => {
  if (blocks === 'unreadable' || blocks === 'everywhere') return true
  if (organization === 'unknown') return blocks.startsWith('from')
  return organization === 'acme' && blocks === 'from acme, until now'
}

type Case = {
  readonly words: Words
  readonly settings: LoginSettings
  readonly login: LoginFacts
  readonly enforced: Decision
  readonly monitored: Decision
  readonly captured: Decision
}

const POLICY_IDS = LOGIN_POLICIES.map(({ id }) => id)

/** Each law, as what must hold in every case. */
const LAWS: Readonly<Record<string, (found: Case) => boolean>> = {
  'a human block refuses': ({ words, enforced }) =>
    !isHumanBlock(words) || enforced.outcome === 'deny',

  'every refusal has one reason and one policy': ({ enforced }) =>
    enforced.outcome === 'allow' ||
    (Object.hasOwn(REASONS, enforced.reason) && POLICY_IDS.includes(enforced.policy)),

  'all policies are asked': ({ enforced }) =>
    enforced.verdicts.map(({ policy }) => policy).join() === POLICY_IDS.join(),

  '#62 monitoring refuses nothing and records nothing': ({ monitored }) =>
    monitored.outcome === 'allow' && monitored.lock === null,

  '#62 monitoring names first what enforcing would': ({ monitored, enforced }) => {
    const first = monitored.verdicts.find(
      ({ verdict }) => verdict.kind === 'deny' && verdict.unconfirmed === undefined,
    )
    if (enforced.outcome === 'allow') return first === undefined
    return (
      first?.policy === enforced.policy &&
      monitored.monitored.some(
        ({ policy, reason }) => policy === enforced.policy && reason === enforced.reason,
      )
    )
  },

  'capturing refuses nothing and keeps every record that enforcing keeps': ({
    captured,
    enforced,
  }) =>
    captured.outcome === 'allow' &&
    (enforced.outcome !== 'allow' ||
      JSON.stringify(captured.lock) === JSON.stringify(enforced.lock)),

  'a record loses nothing that was locked': ({ login, captured }) => {
    if (captured.outcome !== 'allow' || captured.lock === null) return true
    const before = login.lock.kind === 'held' ? login.lock.entries : []
    return before.every(({ mark, memberships }) =>
      captured.lock?.entries.some(
        (entry) =>
          entry.mark === mark && memberships.every((held) => entry.memberships.includes(held)),
      ),
    )
  },

  'a record is kept of a present person whose address is proven or known': ({
    login,
    captured,
    settings,
  }) => {
    if (captured.outcome !== 'allow' || captured.lock === null) return true
    const { address, addressVerified } = login.person
    const isKnown = login.lock.kind === 'held' && login.lock.entries[0]?.mark === ANNS_MARK
    const isTrusted = settings.trustedSources.includes(MEMBERS)
    return (
      address.kind === 'usable' &&
      INTERACTIVE_DOORS.has(login.door) &&
      (addressVerified || isTrusted || isKnown)
    )
  },

  'an admitted login to an organization uses the locked address, or none is locked': ({
    login,
    enforced,
  }) => {
    const { address } = login.person
    if (enforced.outcome !== 'allow' || login.lock.kind !== 'held') return true
    if (login.scope.organization.kind !== 'named') return true
    const granted = login.lock.entries.filter(({ memberships }) =>
      memberships.some(({ organization }) => organization === ACME),
    )
    return granted.every(({ mark }) => address.kind === 'usable' && address.marks.includes(mark))
  },
}

const inEveryMode = (['enforce', 'monitor', 'capture'] as const).map(everyPolicy)
const namedLaws = Object.entries(LAWS)
const keyOf = (words: Words): string => Object.values(words).join()

// `npm test` takes whole logins at random instead: `whole-login-exhaustive.test.ts`.
test('every login there is keeps every law, and none that is refused is admitted with less evidence', () => {
  const admitted = new Set<string>()
  const found = survey(
    SPACE,
    (facts, words) => {
      const login = toLogin(facts)
      const { onMissing, cutOver: cutOverMs, trustedSources } = facts
      const settings: LoginSettings = {
        ...PLAIN_SETTINGS,
        trustedSources,
        emailLock: anEmailLock({ onMissing, cutOverMs }),
      }
      const [enforced, monitored, captured] = inEveryMode.map((rollout) =>
        decideLogin(login, { ...settings, rollout }),
      ) as [Decision, Decision, Decision]
      if (enforced.outcome === 'allow') admitted.add(keyOf(words))
      const broken = namedLaws.filter(
        ([, holds]) => !holds({ words, settings, login, enforced, monitored, captured }),
      )
      const outcome = enforced.outcome === 'allow' ? 'allow' : `deny ${enforced.reason}`
      return broken.length === 0 ? 'lawful' : `${outcome}, against ${broken.map(([law]) => law)}`
    },
    () => 'lawful',
  )
  expect(found).toEqual(agreed(331_776, 'lawful'))
  expect(admitted.size).toBe(1458)
  const isRefused = (words: Words): boolean => !admitted.has(keyOf(words))
  const logins = everyPoint(SPACE, (_facts, words) => words)
  expect(admittedForLess(logins, isRefused, LESS_EVIDENCE)).toEqual({
    removals: 3_303_180,
    admitted: [],
    untrue: [],
  })
})
