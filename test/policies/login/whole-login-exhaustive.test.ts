import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PolicyId } from '../../../policies/catalogue.ts'
import type { Decision } from '../../../policies/decide.ts'
import { decideLogin, LOGIN_POLICIES } from '../../../policies/login/decide.ts'
import type { LoginFacts, PersonAddress } from '../../../policies/login/facts.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import { MODES, type Mode } from '../../../policies/mode.ts'
import { type Exemption, publicCodeOf } from '../../../policies/policy.ts'
import { bakeRulebook } from '../../../scripts/project/bake-rulebook.ts'
import { loadProject } from '../../../scripts/project/load-project.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { aLogin, listed } from '../../builders/a-login.ts'
import { aProjectFolder } from '../../builders/a-project-folder.ts'
import { EVERY_DOOR } from '../../builders/every-door.ts'
import { ACME, GLOBEX, MEMBERS, PORTAL } from '../../builders/ids.ts'
import {
  anEmailLock,
  everyPolicy,
  LOGIN_POLICY_IDS,
  loginSettings,
} from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'
import { ADDRESSES, besideLock, LOCKS, REBINDS } from './abstract-email-locks.ts'
import { BARE_LOCKS, BLOCKS, GOOGLE, MAILBOXES, ORGANIZATIONS } from './abstract-logins.ts'

/**
 * Beyond what can be enumerated: logins in which everything varies at once, under rulebooks in which
 * everything does. Printed, so that a failure can be run again: `SEED=<seed> npx vitest run <this file>`.
 */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
console.info(`whole logins: seed ${seed}`)
const HUMAN: readonly PolicyId[] = ['user-suspended', 'org-status', 'org-blocked']

const among = <const Value>(...values: readonly Value[]): fc.Arbitrary<Value> =>
  fc.constantFrom(...values)
const address = among<PersonAddress>
const mode = among<Mode>(...MODES)
const asked = fc.dictionary(among<string>(...LOGIN_POLICY_IDS), mode, { maxKeys: 3 })
const requests = fc.array(fc.oneof({ weight: 9, arbitrary: asked }, among(null)), {
  maxLength: 2,
}) as fc.Arbitrary<LoginFacts['requestedModes']>
const identifier = among(
  { kind: 'absent' } as const,
  { kind: 'present', marks: ['key.frozen'] } as const,
  { kind: 'present', marks: [] } as const,
)

const logins: fc.Arbitrary<LoginFacts> = fc
  .record({
    door: among(...EVERY_DOOR),
    scope: fc.record({
      organization: among(ORGANIZATIONS.acme, ...Object.values(ORGANIZATIONS)),
      identitySource: among(MEMBERS, GOOGLE),
    }),
    lock: fc.oneof(among(...LOCKS.values()), among(BARE_LOCKS.absent)),
    rebinds: among(...Object.values(REBINDS)),
    blocks: fc.oneof(among(...BLOCKS.values()), among(listed())),
    person: fc.record({
      address: fc.oneof(address(...Object.values(ADDRESSES)), address(ADDRESSES.ann)),
      linkedAddresses: fc.array(address(MAILBOXES.ann, MAILBOXES.other, MAILBOXES.absent), {
        maxLength: 1,
      }),
      addressVerified: fc.boolean(),
      phone: fc
        .tuple(identifier, fc.boolean())
        .map(([phone, verified]) => ({ ...phone, verified })),
      username: identifier,
      isShadowed: among(false, false, false, true),
    }),
    keys: among('ready', 'ready', 'ready', 'unusable'),
    organizationStatus: among(null, null, 'active', 'ended'),
    actors: among([], [], ['auth0|stranger']),
    membership: fc.record({
      roles: among([]),
      live: among('unasked', 'member', 'stranger', 'unavailable'),
      lastConfirmedMs: among(NOON_MS - DAY_MS),
    }),
    vouchedAtMs: among(NOON_MS, NOON_MS, NOON_MS - 2 * DAY_MS, null),
    breakGlassUntilMs: among(
      Number.NEGATIVE_INFINITY,
      NOON_MS + 1,
      NOON_MS,
      Number.POSITIVE_INFINITY,
    ),
    requestedModes: requests,
  })
  .map((one) => aLogin({ ...one, rebinds: besideLock(one.rebinds, one.lock) }))

const byId = (...ids: string[]): fc.Arbitrary<Readonly<Record<string, Mode>>> =>
  fc.dictionary(among(...ids), mode, { maxKeys: 2 })
const rollout = fc.record({
  mode,
  applications: byId(PORTAL, 'other'),
  organizations: byId(ACME, GLOBEX),
  identitySources: byId(MEMBERS, GOOGLE),
})
const exemption: fc.Arbitrary<Exemption> = fc.record(
  {
    policy: among<PolicyId>(...LOGIN_POLICY_IDS),
    application: among(PORTAL, 'other'),
    organization: among(ACME, GLOBEX),
    identitySource: among(MEMBERS, GOOGLE),
    untilMs: among(NOON_MS + 1, NOON_MS, NOON_MS + 365 * DAY_MS),
  },
  { requiredKeys: ['policy', 'untilMs'] },
)
const rulebooks: fc.Arbitrary<LoginSettings> = fc
  .record({
    rollout: fc.record(Object.fromEntries(LOGIN_POLICY_IDS.map((id) => [id, rollout]))),
    exemptions: fc.array(exemption, { maxLength: 3 }),
    requestsMayLoosen: fc.boolean(),
    onMissing: among('adopt', 'observe', 'deny'),
    cutOverMs: among(NOON_MS, NOON_MS + 1),
    source: among('platform', 'marker-role', 'live'),
    trustedSources: among([], [GOOGLE]),
  })
  .map(({ onMissing, cutOverMs, source, ...common }) =>
    loginSettings({
      ...(common as Partial<LoginSettings>),
      emailLock: anEmailLock({ onMissing, cutOverMs }),
      membership: { ...loginSettings().membership, source },
    }),
  )

type Law = (found: {
  readonly login: LoginFacts
  readonly settings: LoginSettings
  readonly decision: Decision
}) => unknown
const modesOf = ({ verdicts }: Decision): Readonly<Partial<Record<PolicyId, Mode>>> =>
  Object.fromEntries(verdicts.map(({ policy, mode: one }) => [policy, one]))
const outcomeOf = (decision: Decision): unknown => {
  const { outcome } = decision
  return outcome === 'allow'
    ? [outcome, decision.lock, decision.expiresAtMs]
    : [outcome, decision.reason, decision.policy]
}
const backwards = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, backwards(inner)]),
      )

/** What must hold in every decision; a law returns what it found, and what it should have. */
const LAWS: Readonly<Record<string, Law>> = {
  'a human block that is enforced refuses, for break-glass and exempt too': ({ decision }) => {
    const stands = decision.verdicts.some(
      ({ policy, verdict, mode: one }) =>
        HUMAN.includes(policy) &&
        one === 'enforce' &&
        verdict.kind === 'deny' &&
        !verdict.unconfirmed,
    )
    expect([stands, stands ? decision.outcome : 'deny']).toEqual([stands, 'deny'])
  },
  'neither break-glass nor an exemption makes a human policy weaker': ({
    login,
    settings,
    decision,
  }) => {
    const plain = decideLogin(
      { ...login, breakGlassUntilMs: Number.NEGATIVE_INFINITY },
      { ...settings, exemptions: [] },
    )
    const human = (one: Decision) => HUMAN.map((id) => modesOf(one)[id])
    expect(human(decision)).toEqual(human(plain))
  },
  'monitoring alone refuses nothing, ends nothing and records nothing': ({ login, settings }) => {
    const quiet = decideLogin(
      { ...login, requestedModes: [] },
      { ...settings, rollout: everyPolicy('monitor') },
    )
    expect(outcomeOf(quiet)).toEqual(['allow', null, null])
  },
  'nor does a disarmed rulebook, whatever is asked for': ({ login, settings }) => {
    expect(outcomeOf(decideLogin(login, { ...settings, ceiling: 'monitor' }))).toEqual([
      'allow',
      null,
      null,
    ])
  },
  'a refusal has one reason, one public code, and a policy that gave it': ({ decision }) => {
    if (decision.outcome === 'allow') return
    const { outcome: kind, reason, policy } = decision
    const given = decision.verdicts.filter(
      ({ policy: id, verdict, mode: one }) =>
        id === policy && one === 'enforce' && verdict.kind === kind && verdict.reason === reason,
    )
    expect([given.length, publicCodeOf(reason)]).toEqual([1, expect.stringMatching(/^OG_[A-Z]+$/)])
  },
  'every policy is heard once, in its order': ({ decision: { verdicts } }) => {
    expect(verdicts.map(({ policy }) => policy)).toEqual(LOGIN_POLICIES.map(({ id }) => id))
  },
  'an exemption touches only its policy, and whoever speaks for that': ({
    login,
    settings,
    decision,
  }) => {
    const [first, ...others] = settings.exemptions
    if (first === undefined) return
    const without = decideLogin(login, { ...settings, exemptions: others })
    const touched = ['runtime-guard', first.policy]
    const rest = (one: Decision) =>
      Object.entries(modesOf(one)).filter(([policy]) => !touched.includes(policy))
    expect(rest(decision)).toEqual(rest(without))
    const raised = { ...modesOf(without), ...modesOf(decision) }
    expect(MODES.indexOf(raised[first.policy] ?? 'off')).toBeLessThanOrEqual(
      MODES.indexOf(modesOf(without)[first.policy] ?? 'off'),
    )
  },
  'what ends later than the rulebook allows sets nothing aside': ({
    login,
    settings,
    decision,
  }) => {
    const isNear = (untilMs: number) => untilMs - NOON_MS <= settings.longestAllowanceMs
    const near = decideLogin(
      isNear(login.breakGlassUntilMs)
        ? login
        : { ...login, breakGlassUntilMs: Number.NEGATIVE_INFINITY },
      { ...settings, exemptions: settings.exemptions.filter(({ untilMs }) => isNear(untilMs)) },
    )
    expect(decision).toEqual(near)
  },
  'no order in the rulebook file says anything': ({ login, settings, decision }) => {
    const turned = {
      ...(backwards(settings) as LoginSettings),
      exemptions: settings.exemptions.toReversed(),
    }
    const asked = { ...login, requestedModes: login.requestedModes.toReversed() }
    expect(decideLogin(asked, turned)).toEqual(decision)
  },
  'enforcing more admits nobody who was refused': ({ login, settings, decision }) => {
    if (decision.outcome === 'allow') return
    const all = {
      ...settings,
      rollout: everyPolicy('enforce'),
      exemptions: [],
      requestsMayLoosen: false,
    }
    const plain = { ...login, breakGlassUntilMs: Number.NEGATIVE_INFINITY }
    expect(decideLogin(plain, all).outcome).not.toBe('allow')
  },
}

test.each(Object.entries(LAWS))('%s', (_what, law) => {
  fc.assert(
    fc.property(logins, rulebooks, (login, settings) => {
      law({ login, settings, decision: decideLogin(login, settings) })
    }),
    { seed, numRuns: 1000 },
  )
})

test('the sample holds every outcome', () => {
  const sample = fc.sample(fc.tuple(logins, rulebooks), { seed, numRuns: 1500 })
  const outcomes = new Set(sample.map(([login, settings]) => decideLogin(login, settings).outcome))
  expect([...outcomes].sort()).toEqual(['allow', 'deny', 'reauth'])
})

test('the policies of the rulebook file in any order are the same rulebook, to the byte', async () => {
  const file = 'tenant/rulebook.json'
  const written: unknown = JSON.parse(await readFile(join(ROOT, file), 'utf8'))
  const folder = await aProjectFolder([file, JSON.stringify(backwards(written))])
  const [forth, back] = await Promise.all(
    [ROOT, folder].map(async (root) =>
      bakeRulebook(await loadProject(root, 'local-strict'), NOON_MS),
    ),
  )
  expect(JSON.stringify(back?.rulebook)).toBe(JSON.stringify(forth?.rulebook))
})
