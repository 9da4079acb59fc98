import type { CacheAPI } from '@auth0/actions/event-stream/v1'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { aDriftingTenant, annsHoldings, type Holdings } from '../../builders/a-drifting-tenant.ts'
import { aStoredLock } from '../../builders/a-stored-lock.ts'
import { anOrganizationMemory } from '../../builders/a-token-memory.ts'
import { ACME, ANN, GLOBEX, PORTAL } from '../../builders/ids.ts'
import { aCache } from '../../builders/recording-api.ts'
import { aChangedUser, aRemovedMember, runDrift } from '../../builders/run-drift.ts'

/** Printed, so that whatever fails here can be run again: `SEED=<seed> npx vitest run <this file>`. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
console.info(`drift: seed ${seed}`)

/** Something happens to Ann, and an event tells of it: later, perhaps twice, perhaps before another one. */
type Step = {
  readonly event: ReturnType<typeof aChangedUser>
  readonly apply: (of: Holdings) => void
}

const change = (id: number, differences: object): Step => ({
  event: aChangedUser({ id: `evt_${id}` }),
  apply: (of) => {
    of.profile = { ...of.profile, ...differences }
  },
})
const block = (where: string) => ({ og_block: { v: 1, b: [{ o: where, r: 'SECURITY', t: 0 }] } })
const lock = { og_lock: aStoredLock() }

const STEPS: readonly ((id: number) => Step)[] = [
  (id) => change(id, { email: 'else@example.com' }),
  (id) => change(id, { email: 'ann@acme.example.com', email_verified: true }),
  (id) => change(id, { app_metadata: { ...lock, ...block(ACME) } }),
  (id) => change(id, { app_metadata: { ...lock, ...block(GLOBEX) } }),
  (id) => change(id, { app_metadata: { ...lock, ...block('*') } }),
  (id) => change(id, { app_metadata: lock }),
  ...[ACME, GLOBEX].flatMap((organization) => [
    (id: number): Step => ({
      event: aRemovedMember(organization, { id: `evt_${id}` }),
      apply: (of) => {
        of.memberships = of.memberships.filter((one) => one !== organization)
      },
    }),
    (id: number): Step => ({
      event: aChangedUser({ id: `evt_${id}`, type: 'organization.member.added' }),
      apply: (of) => {
        of.memberships = [...new Set([...of.memberships, organization])]
      },
    }),
  ]),
]

const token = (id: string, organization?: string) => ({
  id,
  client_id: PORTAL,
  ...(organization === undefined
    ? {}
    : { refresh_token_metadata: { og_org: anOrganizationMemory({ organization }) } }),
})

const start = (): Holdings =>
  annsHoldings({
    profile: { ...annsHoldings().profile, app_metadata: lock },
    memberships: [ACME, GLOBEX],
    organizations: { [ACME]: {}, [GLOBEX]: {} },
    sessions: ['s-1', 's-2'].map((id) => ({ id, clients: [{ client_id: PORTAL }] })),
    tokens: [token('t-acme', ACME), token('t-globex', GLOBEX), token('t-any')],
  })

const lives = ({ sessions, tokens }: Holdings): readonly string[] =>
  [...sessions, ...tokens].map(({ id }) => id)

/** What is left when everything is told that happened, at the end, once. */
async function expected(steps: readonly Step[]): Promise<readonly string[]> {
  const tenant = aDriftingTenant(start())
  for (const { apply } of steps) apply(tenant.holdings)
  for (const { event } of steps) await runDrift(event, tenant)
  return lives(tenant.holdings)
}

type Delivery = { readonly nth: number; readonly faultAt: number; readonly status: number }

const runs = fc
  .array(fc.nat({ max: STEPS.length - 1 }), { minLength: 1, maxLength: 5 })
  .chain((kinds) =>
    fc.record({
      kinds: fc.constant(kinds),
      // Duplicates, in any order; each may meet a fault at any of its calls.
      deliveries: fc.array(
        fc.record({
          nth: fc.nat({ max: kinds.length - 1 }),
          faultAt: fc.nat({ max: 14 }),
          status: fc.constantFrom(429, 500, 503),
        }),
        { maxLength: 8 },
      ),
      order: fc.shuffledSubarray([...kinds.keys()], {
        minLength: kinds.length,
        maxLength: kinds.length,
      }),
    }),
  )

async function deliver(
  steps: readonly Step[],
  holdings: Holdings,
  deliveries: readonly Delivery[],
  cache: () => CacheAPI,
): Promise<readonly string[]> {
  const asked: string[] = []
  for (const { nth, faultAt, status } of deliveries) {
    let call = 0
    const tenant = aDriftingTenant(holdings, () => {
      call += 1
      return call === faultAt ? status : undefined
    })
    const event = steps[nth]?.event
    if (event !== undefined) await runDrift(event, tenant, undefined, { cache: cache() })
    // What a fault met was not done.
    asked.push(...tenant.asked.filter((_, at) => at + 1 !== faultAt))
  }
  return asked
}

test('duplicates, any order and faults at any call end in what was told once, and nothing is ended twice', async () => {
  const property = fc.asyncProperty(runs, async ({ kinds, deliveries, order }) => {
    const steps = kinds.map((kind, id) => STEPS[kind]?.(id)).filter((step) => step !== undefined)
    const holdings = start()
    for (const { apply } of steps) apply(holdings)
    const before = structuredClone(holdings.profile)
    const asked = [
      ...(await deliver(steps, holdings, deliveries, aCache)),
      // In the end each arrives.
      ...(await deliver(
        steps,
        holdings,
        order.map((nth) => ({ nth, faultAt: -1, status: 500 })),
        aCache,
      )),
    ]
    expect(lives(holdings)).toEqual(await expected(steps))
    const writes = asked.filter((one) => !one.startsWith('GET') && !one.endsWith('/oauth/token'))
    expect(new Set(writes).size).toBe(writes.length)
    expect(writes.every((one) => /^DELETE (?:sessions|refresh-tokens)\/[st]-/.test(one))).toBe(true)
    expect(holdings.profile).toEqual(before)
  })
  await fc.assert(property, { seed, numRuns: 150 })
})

test('told between the steps, what is ended stays ended, and nobody is refused for what came later', async () => {
  const property = fc.asyncProperty(runs, async ({ kinds }) => {
    const steps = kinds.map((kind, id) => STEPS[kind]?.(id)).filter((step) => step !== undefined)
    const holdings = start()
    for (const { apply, event } of steps) {
      const before = lives(holdings)
      apply(holdings)
      const alone = aDriftingTenant({ ...structuredClone(holdings) })
      await runDrift(event, alone)
      await runDrift(event, aDriftingTenant(holdings))
      await runDrift(event, aDriftingTenant(holdings))
      expect(lives(holdings)).toEqual(lives(alone.holdings))
      expect(before).toEqual(expect.arrayContaining([...lives(holdings)]))
    }
  })
  await fc.assert(property, { seed, numRuns: 60 })
})

test('the person of these properties can lose everything, and something', async () => {
  const of = (...kinds: number[]) =>
    expected(kinds.map((kind, id) => STEPS[kind]?.(id)).filter((step) => step !== undefined))
  expect(await of(5)).toEqual(['s-1', 's-2', 't-acme', 't-globex', 't-any'])
  expect(await of(2)).toEqual(['s-1', 's-2', 't-globex', 't-any'])
  expect(await of(4)).toEqual([])
  expect(ANN).toContain('|')
})
