import { describe, expect, test } from 'vitest'
import {
  askWithBreaker,
  LOOK_UP_BUDGET_MS,
  type ManagementAccess,
  managementAccess,
  readPages,
} from '../../actions/management-access.ts'
import { heldSignals } from '../builders/held-signals.ts'
import { aLookUp } from '../builders/look-up-tools.ts'
import { aCache } from '../builders/recording-api.ts'

const secrets = {
  OG_DOMAIN: 'tenant.example.com',
  OG_CLIENT_ID: 'machine-client',
  OG_CLIENT_SECRET: 'machine-secret',
}
const accessWith = (tools: Parameters<typeof aLookUp>[0] = {}): ManagementAccess =>
  managementAccess(secrets, aLookUp(tools))

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
    expect(await askWithBreaker(accessWith({ after: late }), ask)).toBe('second')
  })

  test('is not asked for once more when the budget is used up', async () => {
    const first = hanging()
    const answers: Promise<string>[] = [first.answer, Promise.resolve('second')]
    setImmediate(first.fail)
    const ask = (): Promise<string> => answers.shift() ?? Promise.reject(new Error('third'))
    const over = { after: () => AbortSignal.abort() }
    expect([await askWithBreaker(accessWith(over), ask), answers.length]).toEqual([null, 1])
  })
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
  expect(await askWithBreaker(access, () => readPages('things', 'things', 1, access))).toEqual([
    'x',
  ])
  expect(requests).toEqual(['/oauth/token', '/oauth/token', '/api/v2/things'])
})

describe('what is thrown', () => {
  const answering = (answer: () => Response): ManagementAccess =>
    accessWith({
      fetch: async (input) =>
        String(input).endsWith('/oauth/token')
          ? Response.json({ access_token: 'token', expires_in: 100 })
          : answer(),
    })
  const body = (value: unknown) => () => Response.json(value)
  const status = (code: number) => () => Response.json({}, { status: code })

  test.each<[string, () => Response, string, string]>([
    ['no page', body({}), 'ManagementUnavailable', 'the answer is not a page'],
    [
      'a list that ends before its total',
      body({ things: [], total: 1 }),
      'ManagementUnavailable',
      'the list ends before its total',
    ],
    ['a list without end', body({ things: [1], limit: 1 }), 'TooManyPages', ''],
    ['no such thing', status(404), 'ManagementUnavailable', ''],
    ['a question that is not understood', status(400), 'ManagementUnavailable', ''],
    ['a refusal', status(403), 'ManagementUnavailable', 'status 403'],
    ['the last status that is no trouble', status(499), 'ManagementUnavailable', 'status 499'],
    ['trouble', status(500), 'Error', 'status 500'],
  ])('for %s', async (_what, answer, name, message) => {
    const pages = readPages('things', 'things', 2, answering(answer))
    await expect(pages).rejects.toMatchObject({ name, message })
  })

  test.each<[string, Readonly<Record<string, string>>, unknown, string]>([
    ['a token that is none', secrets, {}, 'the token answer has no token'],
    [
      'a domain that is none',
      { ...secrets, OG_DOMAIN: 'tenant.example.com/x' },
      {},
      'domain or credentials are missing',
    ],
  ])('for %s', async (_what, named, token, message) => {
    const access = managementAccess(named, aLookUp({ fetch: async () => Response.json(token) }))
    await expect(readPages('things', 'things', 1, access)).rejects.toMatchObject({
      name: 'ManagementUnavailable',
      message,
    })
  })
})

describe('the breaker', () => {
  const fails = async (): Promise<never> => {
    throw new Error('trouble')
  }
  const answers = async (): Promise<string> => 'answer'

  test('writes into the cache only what changes', async () => {
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
    const seen: unknown[] = []
    for (const ask of [answers, fails, fails, answers, answers, fails, fails, fails, answers]) {
      seen.push(await askWithBreaker(accessWith({ cache }), ask))
    }
    expect(seen).toEqual([
      'answer',
      null,
      null,
      'answer',
      'answer',
      null,
      null,
      null,
      // It is open now.
      null,
    ])
    const failure = 'set og_breaker for 30000'
    expect(done).toEqual([failure, failure, 'delete og_breaker', failure, failure, failure])
  })
})
