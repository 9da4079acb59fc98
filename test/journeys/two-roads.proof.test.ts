import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TriggerEvent } from '../../scripts/local-tenant/runtime/trigger-outcome.ts'
import { onlyNockAnswers } from '../builders/only-nock-answers.ts'
import { loginEvents, machineEvents, resetEvents, signupEvents } from './two-roads/random-events.ts'
import { type AnsweringTrigger, type Ending, roadOne, roadTwo } from './two-roads/roads.ts'
import { keylessWorld, looseWorld, madeWorld, sampleWorld, type World } from './two-roads/world.ts'

/**
 * The sources in this process and the uploaded bytes in the local tenant's runtime are two roads to
 * one decision. Neither knows the other: what they differ in is a fault of the build, of the runtime,
 * or of whoever wrote down what Auth0's api does.
 *
 * Printed, so that whatever fails here can be run again: `SEED=<seed> npx vitest run <this file>`.
 */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
console.info(`two roads: seed ${seed}`)

onlyNockAnswers()

const EVENTS: Readonly<Record<AnsweringTrigger, (world: World) => fc.Arbitrary<TriggerEvent>>> = {
  'post-login': loginEvents,
  'pre-user-registration': signupEvents,
  'credentials-exchange': machineEvents,
  'password-reset-post-challenge': resetEvents,
}
/** So many at a time: they share the runtime's process, as logins do. */
const AT_ONCE = 50
const MOST_DIFFERENCES = 3

/** What differs, and the event in one line, to be saved and explained. */
function show(event: TriggerEvent, sources: Ending, uploaded: Ending | undefined): unknown {
  const parts = Object.keys(sources) as (keyof Ending)[]
  const differing = parts.filter((part) => !isDeepStrictEqual(sources[part], uploaded?.[part]))
  return {
    ...Object.fromEntries(differing.map((part) => [part, [sources[part], uploaded?.[part]]])),
    event: JSON.stringify(event),
  }
}

type Walk = {
  readonly differences: readonly unknown[]
  readonly endings: readonly { readonly event: TriggerEvent; readonly ending: Ending }[]
}

/**
 * What Auth0 keeps with a refresh token are texts: Actions that add to anything else would be adding to
 * what no platform can hold, and each road is free to refuse that in its own way.
 */
function withKeepableMetadata(event: TriggerEvent): TriggerEvent {
  const token: unknown = event.refresh_token
  if (token === undefined || token === null) return event
  if (typeof token !== 'object' || Array.isArray(token)) return { ...event, refresh_token: null }
  const metadata: unknown = 'metadata' in token ? token.metadata : undefined
  const isKeepable =
    metadata === undefined ||
    (typeof metadata === 'object' &&
      metadata !== null &&
      !Array.isArray(metadata) &&
      Object.values(metadata).every((value) => typeof value === 'string'))
  return isKeepable ? event : { ...event, refresh_token: { ...token, metadata: {} } }
}

async function walk(
  trigger: AnsweringTrigger,
  world: World,
  count: number,
  change: (event: TriggerEvent) => TriggerEvent = (event) => event,
): Promise<Walk> {
  const events = fc
    .sample(EVENTS[trigger](world).map(change), { seed, numRuns: count })
    .map(withKeepableMetadata)
  const second = await roadTwo(trigger, world)
  const differences: unknown[] = []
  const endings: { event: TriggerEvent; ending: Ending }[] = []
  try {
    for (let from = 0; from < count; from += AT_ONCE) {
      const some = events.slice(from, from + AT_ONCE)
      const found = await Promise.all(some.map((event) => second.run(event)))
      for (const [at, event] of some.entries()) {
        const ending = await roadOne(trigger, world, event)
        endings.push({ event, ending })
        if (isDeepStrictEqual(ending, found[at])) continue
        differences.push(show(event, ending, found[at]))
      }
    }
  } finally {
    await second.stop()
  }
  return { differences: differences.slice(0, MOST_DIFFERENCES), endings }
}

/** Every way in which they ended: `allow`, or the reason; `failed` where there is no reference. */
const waysOf = ({ endings }: Walk): readonly string[] => [
  ...new Set(
    endings.map(({ ending }) => /^og (allow|\w+ [A-Z_]+|failed)/.exec(ending.log)?.[1] ?? ''),
  ),
]

describe('the sources and the uploaded bytes end every login alike', () => {
  // At least so many ways: the events must not all be refused at the first question.
  test.each<[string, () => World | Promise<World>, number, number]>([
    ['the sample rulebook', () => sampleWorld('local'), 500, 10],
    ['the strict sample', () => sampleWorld('local-strict'), 500, 14],
    ['everything enforced', () => madeWorld('enforce'), 600, 14],
    ['everything captured', () => madeWorld('capture'), 300, 2],
    ['everything monitored', () => madeWorld('monitor'), 300, 2],
    ['requests that loosen, past the cut-over', looseWorld, 300, 12],
    ['a wrong key', keylessWorld, 100, 1],
  ])('%s', async (_what, makeWorld, count, ways) => {
    const world = await makeWorld()
    const walked = await walk('post-login', world, count)
    expect(walked.differences).toEqual([])
    expect(walked.endings).toHaveLength(count)
    expect(waysOf(walked).length).toBeGreaterThanOrEqual(ways)
  })
})

describe('and every other moment', () => {
  test.each<[AnsweringTrigger, string, () => World | Promise<World>, number]>([
    [
      'pre-user-registration',
      'by invitation, which cannot be known',
      () => sampleWorld('local'),
      1,
    ],
    ['pre-user-registration', 'by domain', () => madeWorld('enforce'), 2],
    ['pre-user-registration', 'monitored', () => madeWorld('monitor'), 1],
    ['credentials-exchange', 'the sample rulebook', () => sampleWorld('local'), 3],
    ['credentials-exchange', 'enforced', () => madeWorld('enforce'), 3],
    ['credentials-exchange', 'monitored', () => madeWorld('monitor'), 1],
    ['password-reset-post-challenge', 'the sample rulebook', () => sampleWorld('local'), 5],
    ['password-reset-post-challenge', 'enforced', () => madeWorld('enforce'), 5],
    ['password-reset-post-challenge', 'without its key', keylessWorld, 2],
  ])('%s, %s', async (trigger, _what, makeWorld, ways) => {
    const walked = await walk(trigger, await makeWorld(), 150)
    expect(walked.differences).toEqual([])
    expect(walked.endings).toHaveLength(150)
    expect(waysOf(walked).length).toBeGreaterThanOrEqual(ways)
  })

  test('the client that deploys always gets its token, on either road', async () => {
    for (const world of [madeWorld('enforce'), keylessWorld()]) {
      const { managementAudience: identifier } = world.rulebook
      const { differences, endings } = await walk('credentials-exchange', world, 150, (event) => ({
        ...event,
        resource_server: { identifier },
      }))
      expect(differences).toEqual([])
      expect(endings.filter(({ ending }) => ending.refusal !== null)).toEqual([])
    }
  })
})
