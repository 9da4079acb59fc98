import { describe, expect, test } from 'vitest'
import {
  askAgainIfLate,
  askWithBreaker,
  type Breaker,
} from '../../../actions/management/ask-with-breaker.ts'
import {
  LOOK_UP_BUDGET_MS,
  type ManagementAccess,
  ManagementUnavailable,
  managementAccess,
  NotAnswered,
  readPages,
  TenantBusy,
  TooManyPages,
} from '../../../actions/management/management-access.ts'
import { heldSignals } from '../../builders/held-signals.ts'
import { aLookUp } from '../../builders/look-up-tools.ts'
import { aCache } from '../../builders/recording-api.ts'

const secrets = {
  OG_DOMAIN: 'tenant.example.com',
  OG_CLIENT_ID: 'machine-client',
  OG_CLIENT_SECRET: 'machine-secret',
}
const accessWith = (
  tools: Parameters<typeof aLookUp>[0] = {},
  differences: Partial<typeof secrets> = {},
): ManagementAccess => managementAccess({ ...secrets, ...differences }, aLookUp(tools))
const askedFor = (who: string): Breaker => ({ name: 'og_breaker', who })
const ANN = askedFor('ann')

/** As logins ask: once more where an answer is late or lost. */
const askTwice = <Answer>(access: ManagementAccess, breaker: Breaker, ask: () => Promise<Answer>) =>
  askWithBreaker(access, breaker, () => askAgainIfLate(access, ask))

/** Never answers, and fails once the test lets it. */
const hanging = (): { answer: Promise<never>; fail: () => void } => {
  let fail = (): void => {}
  const answer = new Promise<never>((_resolve, reject) => {
    fail = () => reject(new Error('never answered'))
  })
  return { answer, fail }
}

describe('an answer that is late before it is waited for', () => {
  const late = (ms: number): AbortSignal =>
    ms < LOOK_UP_BUDGET_MS ? AbortSignal.abort() : new AbortController().signal

  test('is asked for once more', async () => {
    const first = hanging()
    const answers: Promise<string>[] = [first.answer, Promise.resolve('second')]
    setImmediate(first.fail)
    const ask = (): Promise<string> => answers.shift() ?? Promise.reject(new Error('third'))
    expect(await askTwice(accessWith({ after: late }), ANN, ask)).toBe('second')
  })

  test('is not asked for once more when the budget is used up', async () => {
    const first = hanging()
    const answers: Promise<string>[] = [first.answer, Promise.resolve('second')]
    setImmediate(first.fail)
    const ask = (): Promise<string> => answers.shift() ?? Promise.reject(new Error('third'))
    const over = { after: () => AbortSignal.abort() }
    expect([await askTwice(accessWith(over), ANN, ask), answers.length]).toEqual([null, 1])
  })
})

test('a slow answer counts beside a second one that never comes', async () => {
  const held = heldSignals()
  const second = hanging()
  let tries = 0
  const ask = async (): Promise<string> => {
    tries += 1
    if (tries > 1) return await second.answer
    setImmediate(() => held.pass(LOOK_UP_BUDGET_MS / 2))
    return await new Promise((resolve) => {
      setImmediate(() => setImmediate(() => setImmediate(() => resolve('slow'))))
      setImmediate(() => setImmediate(() => setImmediate(() => setImmediate(second.fail))))
    })
  }
  const access = accessWith({ after: held.after })
  expect([await askTwice(access, ANN, ask), tries]).toEqual(['slow', 2])
})

test('a second try waits for no token that the first one is still waiting for', async () => {
  const held = heldSignals()
  const requests: string[] = []
  const stuck = hanging()
  const access = accessWith({
    after: held.after,
    fetch: async (input) => {
      const { pathname } = new URL(String(input))
      requests.push(pathname)
      if (pathname !== '/oauth/token') return Response.json({ things: ['x'], total: 1 })
      if (requests.length > 1) return Response.json({ access_token: 'token', expires_in: 100 })
      setImmediate(() => held.pass(LOOK_UP_BUDGET_MS / 2))
      setImmediate(() => setImmediate(() => setImmediate(stuck.fail)))
      return await stuck.answer
    },
  })
  expect(await askTwice(access, ANN, () => readPages('things', 'things', 1, access))).toEqual(['x'])
  expect(requests).toEqual(['/oauth/token', '/oauth/token', '/api/v2/things'])
})

describe('a tenant that is busy', () => {
  /** What each try is answered with; the time passes that a second one waits for. */
  async function tried(...answers: readonly (string | Error)[]) {
    const held = heldSignals()
    let asked = 0
    const answer = await askTwice(accessWith({ after: held.after }), ANN, async () => {
      const given = answers[asked]
      asked += 1
      // Before its time, nothing is asked again.
      setImmediate(() => setImmediate(() => held.pass(LOOK_UP_BUDGET_MS / 2)))
      if (given instanceof Error) throw given
      return given
    })
    return { answer, asked }
  }

  test.each<[string, readonly (string | Error)[], string | null]>([
    ['once', [new TenantBusy(), 'answer'], 'answer'],
    ['twice', [new TenantBusy(), new TenantBusy()], null],
    ['and then says no', [new TenantBusy(), new NotAnswered(404)], null],
  ])('%s is asked once more within the budget', async (_what, answers, answer) => {
    expect(await tried(...answers)).toEqual({ answer, asked: 2 })
  })

  test('is asked again later, not at once', async () => {
    const held = heldSignals()
    let asked = 0
    const answer = askTwice(accessWith({ after: held.after }), ANN, async () => {
      asked += 1
      if (asked === 1) throw new TenantBusy()
      return 'answer'
    })
    await new Promise((resolve) => setImmediate(resolve))
    const before = asked
    held.pass(LOOK_UP_BUDGET_MS / 2)
    expect([before, await answer, asked]).toEqual([1, 'answer', 2])
  })
})

describe('the breaker', () => {
  const late = { after: () => AbortSignal.abort() }
  const failing = (error: Error) => async (): Promise<never> => {
    throw error
  }
  const fails = failing(new Error('trouble'))
  const answers = async (): Promise<string> => 'answer'
  type Asked = readonly [who: string, ask: () => Promise<string>]

  /** Whether it let each one through to the tenant. */
  async function letThrough(
    asked: readonly Asked[],
    cache = aCache(),
  ): Promise<readonly boolean[]> {
    const through: boolean[] = []
    for (const [who, ask] of asked) {
      let isAsked = false
      await askWithBreaker(accessWith({ cache, ...late }), askedFor(who), () => {
        isAsked = true
        return ask()
      })
      through.push(isAsked)
    }
    return through
  }
  const people = (error: Error, count = 4): readonly Asked[] =>
    Array.from({ length: count }, (_, index) => [`person ${index}`, failing(error)])

  test.each<[string, Error]>([
    ['an error', new Error('status 500')],
    ['an answer that cannot be believed', new ManagementUnavailable('no page')],
  ])('opens when %s is all that three people got', async (_what, error) => {
    expect(await letThrough(people(error))).toEqual([true, true, true, false])
  })

  test.each<[string, Error]>([
    ['a tenant that is busy', new TenantBusy()],
    ['a list that is too long', new TooManyPages([])],
    ['somebody who is not there', new NotAnswered(404)],
    ['a question that is not understood', new NotAnswered(400)],
    ['an answer that is no JSON', new SyntaxError()],
  ])('does not open for %s, however many ask', async (_what, error) => {
    expect(await letThrough(people(error, 5))).toEqual([true, true, true, true, true])
  })

  test('does not open for one person, however often they fail', async () => {
    const eve: Asked = ['eve', fails]
    const ann: Asked = ['ann', answers]
    expect(await letThrough([eve, eve, eve, eve, ann])).toEqual([true, true, true, true, true])
  })

  test.each<[string, Partial<typeof secrets>, string | null]>([
    ['the same client', {}, null],
    ['another client', { OG_CLIENT_ID: 'other' }, 'answer'],
    ['the client of another tenant', { OG_DOMAIN: 'other.example.com' }, 'answer'],
    ['the client with another secret', { OG_CLIENT_SECRET: 'other' }, 'answer'],
  ])('opens, as seen by %s', async (_whom, differences, answer) => {
    const cache = aCache()
    await letThrough(people(new Error('trouble'), 3), cache)
    const access = accessWith({ cache }, differences)
    expect(await askWithBreaker(access, ANN, answers)).toBe(answer)
  })

  test('keeps a short tag of each, and takes it off when somebody gets an answer', async () => {
    const cache = aCache()
    const kept = (): string | null => accessWith({ cache }).cache.get('og_breaker')
    await letThrough([['ann', fails]], cache)
    const ofOne = kept()
    await letThrough([['eve', fails]], cache)
    const ofTwo = kept()
    await letThrough([['eve', answers]], cache)
    expect([ofOne, ofTwo, kept()]).toEqual(['SZFeDX1L', 'SZFeDX1L hSYq33RR', null])
  })

  test('opens for no other question', async () => {
    const cache = aCache()
    await letThrough(people(new Error('trouble'), 3), cache)
    const other = { name: 'og_breaker_other', who: 'ann' }
    expect(await askWithBreaker(accessWith({ cache }), other, answers)).toBe('answer')
  })

  test('counts those who failed while one waited', async () => {
    const cache = aCache()
    const others = async (): Promise<never> => {
      await letThrough(people(new Error('trouble'), 2), cache)
      throw new Error('trouble')
    }
    expect(
      await letThrough(
        [
          ['eve', others],
          ['ann', answers],
        ],
        cache,
      ),
    ).toEqual([true, false])
  })

  test.each<[string, Error, Error]>([
    ['whose first try found a list too long', new TooManyPages([]), new Error('aborted')],
    ['whose second try found the tenant busy', new Error('aborted'), new TenantBusy()],
  ])('does not count a person %s', async (_what, ...errors) => {
    const held = heldSignals()
    const cache = aCache()
    for (const who of ['a', 'b', 'c']) {
      const left = [...errors]
      const first = hanging()
      const asked = askTwice(accessWith({ cache, after: held.after }), askedFor(who), () => {
        const error = left.shift()
        return left.length > 0
          ? first.answer.catch(() => Promise.reject(error))
          : failing(error ?? new Error())()
      })
      held.pass(LOOK_UP_BUDGET_MS / 2)
      await new Promise((resolve) => setImmediate(resolve))
      first.fail()
      await asked
    }
    expect(await letThrough([['ann', answers]], cache)).toEqual([true])
  })

  test('writes into the cache only what changes, and no name', async () => {
    const plain = aCache()
    const done: string[] = []
    const cache: typeof plain = {
      get: plain.get,
      set(key, value, options) {
        done.push(`set ${key} for ${options?.ttl}`)
        return plain.set(key, value, { ttl: 1e7 })
      },
      delete(key) {
        done.push(`delete ${key}`)
        return plain.delete(key)
      },
    }
    const [a, b, c, ok] = [
      ['a', fails],
      ['b', fails],
      ['c', fails],
      ['a', answers],
    ] as const
    const seen = await letThrough([ok, a, a, b, ok, ok, a, b, c, ok], cache)
    expect(seen).toEqual([true, true, true, true, true, true, true, true, true, false])
    const failure = 'set og_breaker for 30000'
    expect(done).toEqual([failure, failure, 'delete og_breaker', failure, failure, failure])
  })
})
