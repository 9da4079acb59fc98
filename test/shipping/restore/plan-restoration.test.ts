import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../scripts/ground/sha256.ts'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import type {
  DeployReceipt,
  FiledReceipt,
  ShippedAction,
} from '../../../scripts/shipping/receipts/receipt.ts'
import { planRestoration } from '../../../scripts/shipping/restore/plan-restoration.ts'
import {
  receiptBefore,
  receiptBeforeDisarm,
} from '../../../scripts/shipping/restore/receipt-before.ts'
import { rekey } from '../../../scripts/shipping/restore/rekey.ts'
import type {
  GuardedTenant,
  RemoteResource,
} from '../../../scripts/shipping/tenant-state/guarded-tenant.ts'

const KEYS = { signing: 'aaaaaaaa', alsoVerifying: null }
const OTHER_KEYS = { signing: 'bbbbbbbb', alsoVerifying: 'aaaaaaaa' }

const codeFor = (name: string): string =>
  `var rulebook = { hash: "1", keyIds: { signing: "aaaaaaaa", alsoVerifying: null, x: 1 } };
exports.onExecutePostLogin = async () => "${name}";
`
const OLD = codeFor('old')
const NEW = codeFor('new')

const shipped = (code: string, differences: Partial<ShippedAction> = {}): ShippedAction => ({
  name: 'guard',
  id: 'id of actions/guard',
  trigger: 'post-login',
  triggerVersion: 'v3',
  runtime: 'node22',
  dependencies: [],
  version: { id: `version of ${sha256(code).slice(0, 6)}`, number: 1 },
  sha256: sha256(code),
  secrets: {},
  ...differences,
})

const filed = (
  file: string,
  code: string,
  differences: Partial<DeployReceipt> = {},
): FiledReceipt => ({
  file,
  isSealed: true,
  isProven: true,
  receipt: {
    version: 1,
    kind: 'deploy',
    environment: 'local',
    domain: 'tenant.example.com',
    at: '2026-11-23T12:00:00.000Z',
    actor: 'somebody',
    reason: null,
    commit: null,
    isDirty: false,
    plan: null,
    rulebook: null,
    keys: KEYS,
    actions: [shipped(code)],
    bindings: { 'post-login': ['guard'] },
    outcome: 'verified',
    wentBackTo: null,
    ...differences,
  },
})

const aGuard = (code: string): RemoteResource => ({
  type: 'actions',
  name: 'guard',
  id: 'id of actions/guard',
  value: { name: 'guard' },
  action: {
    code,
    versionId: 'version 1',
    versionNumber: 1,
    secretsWrittenAt: { KEY: 'yesterday' },
  },
})
const aTrigger = (...names: readonly string[]): RemoteResource => ({
  type: 'triggers',
  name: 'post-login',
  id: 'post-login',
  value: { bindings: names.map((name) => ({ action_name: name, display_name: name })) },
})
const running = (code: string, ...bound: readonly string[]): GuardedTenant => ({
  resources: [aGuard(code), aTrigger(...(bound.length > 0 ? bound : ['guard']))],
})

const codes = { [sha256(OLD)]: OLD, [sha256(NEW)]: NEW }
const versionOf = (code: string): string => shipped(code).version?.id ?? ''
const plan = (differences: Partial<Parameters<typeof planRestoration>[0]> = {}) =>
  planRestoration({
    target: filed('old', OLD),
    actual: running(NEW),
    keys: KEYS,
    codes,
    ours: new Set(['guard', 'dropped']),
    livingVersions: new Set([versionOf(OLD)]),
    ...differences,
  })

describe('going back to a receipt', () => {
  test('revives its version under the same keys', () => {
    expect(plan()).toMatchObject({
      steps: [{ how: { kind: 'revive', versionId: versionOf(OLD) }, sha256: sha256(OLD) }],
      bindings: {},
      faults: [],
    })
  })

  test('does nothing where that is what runs', () => {
    expect(plan({ actual: running(OLD) }).steps).toMatchObject([{ how: { kind: 'nothing' } }])
  })

  test('uploads the code where its version is gone', () => {
    expect(plan({ livingVersions: new Set() }).steps).toMatchObject([
      { how: { kind: 'upload', code: OLD, why: 'its version is gone' } },
    ])
  })

  test('uploads nothing of a receipt that nobody vouches for', () => {
    const target = { ...filed('old', OLD), isSealed: false }
    expect(plan({ target }).faults).toEqual([])
    expect(plan({ target, livingVersions: new Set() })).toMatchObject({
      steps: [],
      faults: [{ code: 'upload_unproven' }],
    })
  })

  test('gives a secret of the guard to no other Action', () => {
    const secrets = { OG_SIGNING_KEY: null }
    const of = (name: string) =>
      plan({
        target: filed('old', OLD, { actions: [shipped(OLD, { name, secrets })] }),
        livingVersions: new Set(),
      }).faults.map(({ code }) => code)
    expect(of('nice-logger')).toEqual(['secret_misplaced'])
    expect(of('org-guard-post-login')).not.toContain('secret_misplaced')
  })

  test('refuses a receipt in which one Action stands twice', () => {
    const target = filed('old', OLD, { actions: [shipped(OLD), shipped(NEW)] })
    expect(plan({ target }).faults).toMatchObject([{ code: 'receipt_invalid' }])
  })

  test('creates an Action that is gone, and binds it', () => {
    const { steps, bindings } = plan({ actual: { resources: [aTrigger('other')] } })
    expect(steps).toMatchObject([{ id: null, how: { kind: 'upload' } }])
    expect(bindings).toEqual({ 'post-login': ['guard', 'other'] })
  })

  test('binds nothing that others have deleted since, and says so', () => {
    const target = filed('old', OLD, { bindings: { 'post-login': ['guard', 'other'] } })
    const { bindings, gone } = plan({ target, actual: running(OLD) })
    expect([bindings, gone]).toEqual([{}, ['other']])
  })

  test.each([
    ['in front', ['other', 'guard'], {}],
    ['behind', ['guard', 'other'], {}],
    ['beside one of ours that git has since', ['dropped', 'other', 'guard'], ['other', 'guard']],
    ['behind one of ours that git has since', ['guard', 'dropped', 'other'], ['guard', 'other']],
  ])('leaves bound what others have bound %s', (_where, bound, wanted) => {
    const { bindings } = plan({ actual: running(OLD, ...bound) })
    expect(bindings).toEqual(Array.isArray(wanted) ? { 'post-login': wanted } : wanted)
  })

  test('across keys never revives, and makes the old code accept today’s keys', () => {
    const { steps, faults } = plan({ keys: OTHER_KEYS })
    const [step] = steps
    expect(faults).toEqual([])
    expect(step?.how.kind === 'upload' && step.how.code).toContain(
      'keyIds: { signing: "bbbbbbbb", alsoVerifying: "aaaaaaaa", x: 1 }',
    )
    expect(step?.sha256).not.toBe(sha256(OLD))
  })

  test.each([
    ['code that is nowhere', { livingVersions: new Set<string>(), codes: {} }, 'code_missing'],
    [
      'code that names its keys in another way',
      {
        target: filed('odd', OLD.replace('alsoVerifying: null', 'alsoVerifying:null')),
        codes: {
          [sha256(OLD.replace('alsoVerifying: null', 'alsoVerifying:null'))]: OLD.replace(
            'alsoVerifying: null',
            'alsoVerifying:null',
          ),
        },
        keys: OTHER_KEYS,
      },
      'code_not_rekeyed',
    ],
    [
      'code that breaks a law of ours',
      {
        target: filed('odd', '', {
          actions: [shipped(`${OLD}// eval(1)\n`, { name: 'org-guard-post-login' })],
        }),
        codes: { [sha256(`${OLD}// eval(1)\n`)]: `${OLD}// eval(1)\n` },
        livingVersions: new Set<string>(),
      },
      'bundle_law',
    ],
  ])('%s is refused before the first write', (_what, differences, code) => {
    expect(plan(differences).faults).toMatchObject([{ code }])
  })
})

test('rekey changes the ids of the keys, once or not at all', () => {
  expect(rekey(OLD, KEYS, OTHER_KEYS)).toBe(
    OLD.replace(
      'signing: "aaaaaaaa", alsoVerifying: null',
      'signing: "bbbbbbbb", alsoVerifying: "aaaaaaaa"',
    ),
  )
  expect(rekey(`${OLD}${OLD}`, KEYS, OTHER_KEYS)).toBeNull()
  expect(rekey('no keys', KEYS, OTHER_KEYS)).toBeNull()
})

describe('the receipt before', () => {
  const one = filed('1', OLD)
  const two = filed('2', NEW)
  const again = filed('3', OLD)
  const back = filed('3', OLD, { kind: 'rollback', wentBackTo: '1' })
  const up = filed('5', OLD, { kind: 'rearm', wentBackTo: '3' })
  const down = filed('1a', codeFor('disarmed'), { kind: 'disarm' })
  const rearmed = filed('2', OLD, { kind: 'rearm', wentBackTo: '1' })
  const other = filed('0', codeFor('first'))
  const planted = (name: string, code?: string): FiledReceipt => ({
    ...filed(name, code === undefined ? NEW : codeFor(code)),
    isSealed: false,
  })
  const UNNAMED = 'receipt_unnamed'
  const NONE = 'receipt_missing'
  const file = (receipts: readonly FiledReceipt[], actual: GuardedTenant): string => {
    try {
      return receiptBefore(receipts, actual).file
    } catch (error) {
      return error instanceof UserFault ? (error.faults[0]?.code ?? '') : String(error)
    }
  }

  test.each([
    ['is the one before the newest', [one, two], running(NEW), '1'],
    ['is the newest where that is not what runs', [one, two], running('else'), '2'],
    ['is for a person to name where what runs is older', [one, two], running(OLD), UNNAMED],
    ['is the one before what repeats an older one', [one, two, again], running(OLD), '2'],
    ['is for a person to name after a rollback', [other, one, two, back], running(OLD), UNNAMED],
    ['also once that was disarmed and rearmed', [one, two, back, up], running(OLD), UNNAMED],
    ['is a rollback that no longer runs', [one, two, back], running('else'), '3'],
    ['is the one before what a rearm put up', [other, one, rearmed], running(OLD), '0'],
    ['is never a disarm', [one, down, two], running(NEW), '1'],
    ['is none where there was nothing', [one], running(OLD), NONE],
    ['is the newest where the bindings are others', [one], running(OLD, 'guard', 'other'), '1'],
    ['is none without receipts', [], running(OLD), NONE],
    ['is not one that nobody sealed', [one, planted('1b', 'mine'), two], running(NEW), UNNAMED],
    [
      'is for a person to name where one that nobody sealed leads past it',
      [
        other,
        one,
        two,
        { ...filed('3', NEW, { kind: 'rearm', wentBackTo: '1' }), isSealed: false },
      ],
      running(NEW),
      UNNAMED,
    ],
    ['is the same beside one that leads nowhere else', [one, two, planted('3')], running(NEW), '1'],
    ['is one that nobody sealed where all are so', [planted('1', 'mine')], running(NEW), '1'],
  ])('%s', (_what, receipts, actual, expected) => {
    expect(file(receipts, actual)).toBe(expected)
  })

  test('a disarm is the newest that is none', () => {
    const disarm = filed('4', NEW, { kind: 'disarm' })
    expect(receiptBeforeDisarm([one, two, disarm, disarm])?.file).toBe('2')
    expect(receiptBeforeDisarm([disarm])).toBeNull()
  })
})
