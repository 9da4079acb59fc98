import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rollout } from '../../policies/mode.ts'
import { aMachineTokenEvent, MACHINE } from '../builders/a-machine-token-event.ts'
import { aPasswordResetEvent } from '../builders/a-password-reset-event.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import { aRun } from '../builders/a-run.ts'
import { ANNS_ADDRESS, aStoredLock, lockedTo, YOUNG_ANN_OWNS } from '../builders/a-stored-lock.ts'
import { ACME, GLOBEX, MEMBERS, PORTAL } from '../builders/ids.ts'
import { DAY_MS, NOON_MS } from '../builders/noon.ts'
import { runMachineToken } from '../builders/run-machine-token.ts'
import { runPasswordReset } from '../builders/run-password-reset.ts'
import { TEST_KEYS } from '../builders/test-keys.ts'
import { type Due, withoutEvidence } from '../builders/without-evidence.ts'

const { constantFrom, record } = fc
const mode = constantFrom('enforce', 'off', 'monitor', 'enforce' as const)
const byId = (id: string): fc.Arbitrary<Record<string, 'enforce' | 'off' | 'monitor'>> =>
  mode.map((one) => ({ [id]: one }))
const rollout: fc.Arbitrary<Rollout> = record(
  {
    mode,
    applications: fc.oneof(byId(PORTAL), byId(MACHINE)),
    organizations: byId(ACME),
    identitySources: byId(MEMBERS),
  },
  { requiredKeys: ['mode'] },
)
const exemption = record(
  {
    application: constantFrom(PORTAL, MACHINE),
    organization: constantFrom(ACME, GLOBEX),
    untilMs: constantFrom(NOON_MS + DAY_MS, NOON_MS - 1),
  },
  { requiredKeys: ['untilMs'] },
)
const organization = constantFrom<unknown>(
  { id: ACME, metadata: {} },
  { id: GLOBEX, metadata: {} },
  { id: ACME, metadata: { og_status: 'ended' } },
  undefined,
)

type Evidence = readonly (readonly [path: string, due: Due])[]
const SHARED: Evidence = [
  ['client', 'object'],
  ['client.client_id', 'text'],
  ['organization.id', 'text'],
  ['tenant', 'object'],
  ['tenant.id', 'text'],
  ['secrets', 'object'],
  ['secrets.OG_SIGNING_KEY', 'text'],
]
const OF_RESETS: Evidence = [
  ...SHARED,
  ['connection', 'object'],
  ['connection.id', 'text'],
  ['user', 'object'],
  ['user.user_id', 'text'],
  ['user.created_at', 'text'],
  ['user.email', 'text'],
  ['user.app_metadata', 'object'],
]

/** Every way in which a refused event is admitted once a part of it is missing; null: never refused. */
async function admittedGaps<Event>(
  event: Event,
  evidence: Evidence,
  isRefused: (event: Event) => Promise<boolean>,
): Promise<readonly string[] | null> {
  if (!(await isRefused(event))) return null
  const admitted: string[] = []
  for (const [path, due] of evidence) {
    for (const [way, thinned] of withoutEvidence(event, path, due)) {
      if (!(await isRefused(thinned))) admitted.push(`${path} ${way}`)
    }
  }
  return admitted
}

test('a machine that is refused is refused with less evidence too', async () => {
  let refused = 0
  const clients = constantFrom({}, { [ACME]: [MACHINE] }, { [ACME]: ['another'] })
  const property = fc.asyncProperty(
    organization,
    rollout,
    clients,
    fc.array(exemption, { maxLength: 1 }),
    async (of, gate, allowed, exempt) => {
      const plain = aRulebook()
      const machineToken = {
        ...plain.machineToken,
        rollout: { 'machine-token-gate': gate },
        exemptions: exempt.map((one) => ({ ...one, policy: 'machine-token-gate' as const })),
        machineTokenGate: { clients: allowed },
      }
      const event = aMachineTokenEvent({ organization: of })
      const gaps = await admittedGaps(
        event,
        [...SHARED, ['resource_server', 'object'], ['resource_server.identifier', 'text']],
        async (one) => (await runMachineToken(one, { ...plain, machineToken })).code !== null,
      )
      if (gaps !== null) refused += 1
      expect(gaps ?? []).toEqual([])
    },
  )
  await fc.assert(property, aRun('missing evidence of machines', 150))
  expect(refused).toBeGreaterThan(20)
})

test('a password reset that is refused is refused with less evidence too', async () => {
  let refused = 0
  const appMetadata = record(
    {
      og_lock: constantFrom<unknown>(
        aStoredLock(lockedTo('ann@mail.example')),
        aStoredLock(lockedTo(ANNS_ADDRESS, { organization: GLOBEX })),
        aStoredLock(lockedTo(ANNS_ADDRESS), TEST_KEYS, YOUNG_ANN_OWNS),
      ),
      og_block: constantFrom<unknown>(
        { v: 1, b: [{ o: '*', r: 'left', t: 1 }] },
        { v: 1, b: [{ o: ACME, r: 'left', t: 1 }] },
        'unreadable',
      ),
    },
    { requiredKeys: [] },
  )
  const property = fc.asyncProperty(
    organization,
    rollout,
    appMetadata,
    fc.array(exemption, { maxLength: 1 }),
    async (of, gate, app_metadata, exempt) => {
      const plain = aRulebook()
      const passwordReset = {
        ...plain.passwordReset,
        rollout: { 'password-reset-gate': gate },
        exemptions: exempt.map((one) => ({ ...one, policy: 'password-reset-gate' as const })),
      }
      const event = aPasswordResetEvent({ organization: of, user: { app_metadata } })
      const gaps = await admittedGaps(
        event,
        OF_RESETS,
        async (one) => (await runPasswordReset(one, { ...plain, passwordReset })).refusal !== null,
      )
      if (gaps !== null) refused += 1
      // Residual risk: a person of whom nothing is recorded looks like one whose records were deleted.
      expect((gaps ?? []).filter((gap) => gap !== 'user.app_metadata {}')).toEqual([])
    },
  )
  await fc.assert(property, aRun('missing evidence of resets', 150))
  expect(refused).toBeGreaterThan(20)
})

test('the one exception is needed: records that were deleted leave nothing behind', async () => {
  const og_block = { v: 1, b: [{ o: '*', r: 'left', t: 1 }] }
  const event = aPasswordResetEvent({ user: { app_metadata: { og_block } } })
  const gaps = await admittedGaps(
    event,
    OF_RESETS,
    async (one) => (await runPasswordReset(one)).refusal !== null,
  )
  expect(gaps).toEqual(['user.app_metadata {}'])
})
