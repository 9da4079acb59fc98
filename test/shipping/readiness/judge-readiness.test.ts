import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../scripts/ground/user-fault.ts'
import {
  type Found,
  judgeReadiness,
  type ReadTenant,
  type Rules,
} from '../../../scripts/shipping/readiness/judge-readiness.ts'
import type { Survey } from '../../../scripts/state/survey.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

const RULES: Rules = {
  ceiling: 'monitor',
  isAnythingEnforced: true,
  isEmailLockEnforced: true,
  cutOverMs: NOON_MS + DAY_MS,
  spreadEndsMs: NOON_MS,
  canaries: 1,
  nowMs: NOON_MS,
}
const SURVEY: Survey = {
  version: 1,
  environment: 'staging',
  domain: 'tenant.example.com',
  exportedAt: new Date(NOON_MS).toISOString(),
  keys: { signing: 'aaaaaaaa', alsoVerifying: null },
  people: 5,
  records: { aaaaaaaa: 3, bbbbbbbb: 1 },
  marks: {},
  foreign: 0,
  unreadable: 0,
  tampered: 0,
  copied: 0,
}
const TENANT: ReadTenant = {
  domain: 'tenant.example.com',
  plan: { changes: [], refusals: [], notes: [] },
  retirement: [],
  scopes: [],
  unbound: [],
  rotation: { what: 'begin', against: [] },
}
const FOUND: Found = {
  errors: [],
  errorsEnforced: [],
  warnedEnforced: [],
  rules: RULES,
  unreached: [],
  tenant: TENANT,
  survey: SURVEY,
  pipelines: [],
}

const fault = (code: string, message = code): Fault => ({ code, message, fix: 'mend it' })
const CHANGE = {} as ReadTenant['plan']['changes'][number]
const differing = { ...TENANT, plan: { ...TENANT.plan, changes: [CHANGE] } }
const deleting = (type: string, name: string): ReadTenant['plan']['changes'][number] => ({
  kind: 'delete',
  type,
  name,
  notes: [],
  id: name,
})
const NOT_SHOWN = 'org-guard-post-login: secrets[KEY]: set; not compared'
const unbound = (waiver: ReadTenant['unbound'][number]['waiver']) => ({
  ...TENANT,
  unbound: [{ name: 'org-guard-post-login', trigger: 'post-login', waiver }],
})

/** Each step as `state: codes, and what comes first`. */
const told = (found: Partial<Found>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    judgeReadiness({ ...FOUND, ...found }).map(({ step, state, missing, after }) => [
      step,
      [state, ...missing.map(({ code }) => code), ...after.map((one) => `<${one}`)].join(' '),
    ]),
  )

const WATCHING = { deploy: 'done', monitor: 'done', enforce: 'ready', rotate: 'ready' }
const NOT_DEPLOYED = {
  deploy: 'ready',
  monitor: 'missing <deploy',
  enforce: 'missing <monitor',
  rotate: 'missing <monitor',
}
const CANNOT_DEPLOY = {
  monitor: 'missing <deploy',
  enforce: 'missing <deploy <monitor',
  rotate: 'missing <deploy <monitor',
}
const RUNS_ALL_THE_SAME = {
  monitor: 'done',
  enforce: 'missing <deploy',
  rotate: 'missing <deploy',
}

describe('what is ready, and what is missing:', () => {
  test.each<[what: string, found: Partial<Found>, told: Readonly<Record<string, string>>]>([
    ['a guard that watches, and waits to be enforced', {}, WATCHING],
    [
      'one that enforces',
      { rules: { ...RULES, ceiling: 'enforce' } },
      { ...WATCHING, enforce: 'done' },
    ],
    ['nothing deployed yet', { tenant: differing }, NOT_DEPLOYED],
    [
      'scopes that a deploy would lack',
      { tenant: { ...differing, scopes: [fault('scope_missing')] } },
      { ...CANNOT_DEPLOY, deploy: 'missing scope_missing' },
    ],
    [
      'a tenant that refuses deploys',
      { tenant: { ...TENANT, plan: { ...TENANT.plan, refusals: [fault('tenant_disarmed')] } } },
      { ...CANNOT_DEPLOY, deploy: 'missing tenant_disarmed' },
    ],
    [
      'a key that goes, and signs',
      { tenant: { ...differing, retirement: [fault('key_still_signs')] } },
      { ...CANNOT_DEPLOY, deploy: 'missing key_still_signs' },
    ],
    [
      'a deletion, which whoever deploys allows',
      { tenant: { ...TENANT, plan: { ...TENANT.plan, changes: [deleting('roles', 'Old')] } } },
      NOT_DEPLOYED,
    ],
    [
      'no credentials',
      { tenant: null, unreached: [fault('credentials_missing')] },
      { ...CANNOT_DEPLOY, deploy: 'missing credentials_missing' },
    ],
    [
      'what `check` and the build say alike, once',
      { errors: [fault('a', 'b (`c.json:1`)'), fault('d')], unreached: [fault('a', 'b')] },
      { ...RUNS_ALL_THE_SAME, deploy: 'missing a d' },
    ],
    [
      'a guard that nothing runs',
      { tenant: unbound(null) },
      {
        deploy: 'done',
        monitor: 'missing guard_unbound',
        enforce: 'missing <monitor',
        rotate: 'missing <monitor',
      },
    ],
    [
      'one for which somebody answers',
      { tenant: unbound({ owner: 'platform', expires: '2027-01-01' }) },
      WATCHING,
    ],
    [
      'errors that only enforcing makes',
      { errorsEnforced: [fault('capability_missing')] },
      { ...WATCHING, enforce: 'missing capability_missing' },
    ],
    [
      'errors that are there anyway are of the deploy',
      { errors: [fault('a')], errorsEnforced: [fault('a')] },
      { ...RUNS_ALL_THE_SAME, deploy: 'missing a' },
    ],
    [
      'a rulebook that enforces nothing',
      { rules: { ...RULES, isAnythingEnforced: false, isEmailLockEnforced: false }, survey: null },
      { ...WATCHING, enforce: 'missing nothing_enforced' },
    ],
    [
      'locks that nobody counted',
      { survey: null },
      { ...WATCHING, enforce: 'missing survey_missing' },
    ],
    [
      'people without a lock after the cut-over',
      { rules: { ...RULES, cutOverMs: NOON_MS } },
      { ...WATCHING, enforce: 'missing locks_missing' },
    ],
    [
      'everybody locked by then',
      { rules: { ...RULES, cutOverMs: NOON_MS }, survey: { ...SURVEY, people: 4 } },
      WATCHING,
    ],
    [
      'a key that records still need',
      { tenant: { ...TENANT, rotation: { what: 'retire', against: [fault('key_in_use')] } } },
      { ...WATCHING, rotate: 'missing key_in_use' },
    ],
    [
      'an environment that cannot be read',
      { rules: null, tenant: null, survey: null, errors: [fault('environment_invalid')] },
      { ...CANNOT_DEPLOY, deploy: 'missing environment_invalid' },
    ],
  ])('%s', (_what, found, expected) => {
    expect(told(found)).toEqual(expected)
  })

  test.each<[what: string, found: Partial<Found>, notes: readonly string[]]>([
    ['who had no lock', {}, [`1 of 5 people had no lock in the export of ${SURVEY.exportedAt}`]],
    [
      'what is not over, and what nobody tries',
      {
        rules: {
          ...RULES,
          isEmailLockEnforced: false,
          spreadEndsMs: NOON_MS + DAY_MS,
          canaries: 0,
        },
      },
      [
        `locks are made in turn until ${new Date(NOON_MS + DAY_MS).toISOString()}`,
        'no canary signs in after a deploy: `canaries` names none',
      ],
    ],
    [
      'what a deploy is asked about, and what nobody could compare',
      {
        rules: null,
        tenant: {
          ...TENANT,
          plan: {
            changes: [deleting('roles', 'A'), deleting('clients', 'C'), deleting('roles', 'B')],
            refusals: [],
            notes: [NOT_SHOWN],
          },
        },
      },
      [
        'the deploy asks for `--allow-delete roles=2`: git does not have `A`, `B`',
        'the deploy asks for `--allow-delete clients=1`: git does not have `C`',
        NOT_SHOWN,
      ],
    ],
  ])('notes: %s', (_what, found, notes) => {
    const steps = judgeReadiness({ ...FOUND, ...found })
    expect(steps.flatMap((one) => one.notes)).toEqual(notes)
  })

  test.each<[what: string, notes: string[], suffix: string]>([
    ['all that was shown', ['roles: left as it is'], ''],
    ['no further than it was shown', [NOT_SHOWN], ', as far as it was shown'],
  ])('a tenant is as git says by %s', (_what, notes, suffix) => {
    const tenant = { ...TENANT, plan: { ...TENANT.plan, notes } }
    const steps = judgeReadiness({ ...FOUND, tenant }).slice(0, 2)
    expect(steps.map(({ what }) => what)).toEqual([
      `the tenant is as git says${suffix}`,
      `every guard runs, and logs what it would refuse${suffix}`,
    ])
  })
})
