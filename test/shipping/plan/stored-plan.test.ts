import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fingerprintWith, hideSecrets } from '../../../scripts/gateway/secret-mark.ts'
import type { JsonObject } from '../../../scripts/ground/json-value.ts'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import type { Plan } from '../../../scripts/shipping/plan/plan.ts'
import { resourceFingerprints } from '../../../scripts/shipping/plan/resource-fingerprints.ts'
import { assertStillTrue, readPlan, storePlan } from '../../../scripts/shipping/plan/stored-plan.ts'
import { anOddFolder } from '../../builders/an-odd-folder.ts'

/** A plan that changes one client, as it was read under a key. */
function aPlan(keyId: string | null, client: Record<string, string>): Plan {
  const keyed = fingerprintWith(`the key ${keyId}, which is long enough for a key of this test`)
  const hide = (value: JsonObject): JsonObject => hideSecrets(value, keyed) as JsonObject
  return {
    version: 2,
    environment: 'staging',
    domain: 'tenant.example.com',
    desired: 'desired',
    keyId,
    changes: [{ kind: 'update', type: 'clients', name: 'portal', id: '1', notes: [], fields: [] }],
    writes: [],
    refusals: [],
    notes: [],
    fingerprints: resourceFingerprints([effectOn(client)], [], { hide }, keyed),
  }
}

const effectOn = (client: JsonObject) =>
  ({
    kind: 'update',
    type: 'clients',
    name: 'portal',
    root: '/clients/1',
    before: client,
    after: client,
    fields: [],
    isDeployed: false,
  }) as const

const CLIENT = { logo_uri: 'https://example.com/a.png', client_secret: 'one' }
const OTHER_LOGO = { ...CLIENT, logo_uri: 'https://example.com/b.png' }
const OTHER_SECRET = { ...CLIENT, client_secret: 'two' }
const stored = aPlan('key', CLIENT)
const storedWithoutSecrets = aPlan(null, CLIENT)
const [change] = stored.changes
const described = { ...change, notes: ['described anew'] } as Plan['changes'][number]

/** Of a tenant that is as git says. */
const NOTHING = { changes: [], fingerprints: {} } satisfies Partial<Plan>

const CASES: readonly (readonly [string, Plan, Plan, readonly string[]])[] = [
  ['nothing moved', stored, aPlan('key', CLIENT), []],
  ['a field moved', stored, aPlan('key', OTHER_LOGO), ['tenant_moved']],
  ['a secret moved', stored, aPlan('key', OTHER_SECRET), ['tenant_moved']],
  ['planned without secrets', storedWithoutSecrets, aPlan('key', CLIENT), []],
  [
    'without secrets, a field moved',
    storedWithoutSecrets,
    aPlan('key', OTHER_LOGO),
    ['tenant_moved'],
  ],
  [
    'under another key, a field moved',
    aPlan('old', CLIENT),
    aPlan('key', OTHER_LOGO),
    ['tenant_moved'],
  ],
  [
    'what moved is said once',
    stored,
    { ...aPlan('key', OTHER_LOGO), changes: [described] },
    ['tenant_moved'],
  ],
  [
    'what it creates is there by now',
    { ...stored, fingerprints: {} },
    aPlan('key', CLIENT),
    ['tenant_moved'],
  ],
  [
    'other changes to what did not move',
    stored,
    { ...stored, changes: [described] },
    ['plan_outdated'],
  ],
  ['a change that is already made', stored, { ...stored, changes: [] }, ['plan_outdated']],
  ['a change that needs none any more', stored, { ...stored, ...NOTHING }, ['tenant_moved']],
  [
    'without secrets, a change that needs none with them',
    storedWithoutSecrets,
    { ...stored, ...NOTHING },
    ['plan_outdated'],
  ],
  [
    'another request than the changes show',
    stored,
    { ...stored, writes: [{ method: 'PATCH', path: '/clients/2', digest: 'other' }] },
    ['plan_outdated'],
  ],
  [
    'a request with another body',
    { ...stored, writes: [{ method: 'PATCH', path: '/clients/1', digest: 'one' }] },
    { ...stored, writes: [{ method: 'PATCH', path: '/clients/1', digest: 'two' }] },
    ['plan_outdated'],
  ],
  [
    'a request that would be sent twice',
    { ...stored, writes: [{ method: 'POST', path: '/clients', digest: 'one' }] },
    {
      ...stored,
      writes: [
        { method: 'POST', path: '/clients', digest: 'one' },
        { method: 'POST', path: '/clients', digest: 'one' },
      ],
    },
    ['plan_outdated'],
  ],
  ['another build', stored, { ...stored, desired: 'other' }, ['plan_of_other_build']],
  [
    'another tenant, and so nothing else',
    stored,
    { ...aPlan('key', OTHER_LOGO), domain: 'other.example.com', desired: 'other', changes: [] },
    ['plan_of_other_tenant'],
  ],
  ['another environment', stored, { ...stored, environment: 'local' }, ['plan_of_other_tenant']],
]

test.each(CASES)('a stored plan, %s', (_what, then, now, codes) => {
  expect(objections(then, now)).toEqual(codes)
})

test('a plan under other secrets is not said to differ from the tenant, but from what they show', () => {
  expect(() => assertStillTrue(storedWithoutSecrets, { ...stored, ...NOTHING })).toThrow(
    expect.objectContaining({
      faults: [
        {
          code: 'plan_outdated',
          message:
            '`update clients/portal` is not the same in the plan, which was made under other secrets or none',
          fix: 'plan anew with the secrets of the deploy, and look at what changed',
        },
      ],
    }),
  )
})

function objections(then: Plan, now: Plan): readonly string[] {
  try {
    assertStillTrue(then, now)
    return []
  } catch (error) {
    if (!(error instanceof UserFault)) throw error
    return error.faults.map(({ code }) => code)
  }
}

test('what hides text stands written out in the file, and is read as it was', async () => {
  const folder = anOddFolder()
  const given = { ...stored, notes: ['\u202e', '\u009b31m', '\u{e0041}', 'é'] }
  await storePlan(folder, 'plan.json', given)
  const text = await readFile(join(folder, 'plan.json'), 'utf8')
  expect(
    text
      .match(/"notes": \[\n[^\]]*"é"/)?.[0]
      .split(/\s+/)
      .slice(2),
  ).toEqual(['"\\u202e",', '"\\u009b31m",', '"\\udb40\\udc41",', '"é"'])
  expect(await readPlan(folder, 'plan.json')).toEqual(given)
  await rm(folder, { recursive: true })
})
