import { describe, expect, test } from 'vitest'
import {
  LOOK_UP_BUDGET_MS,
  managementAccess,
} from '../../../actions/management/management-access.ts'
import { findOpenInvitation } from '../../../actions/pre-user-registration/open-invitations.ts'
import { heldSignals } from '../../builders/held-signals.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { anInvitation, type Invitation } from '../../builders/invitations-api.ts'
import { aLookUp } from '../../builders/look-up-tools.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { aCache } from '../../builders/recording-api.ts'

const secrets = { OG_DOMAIN: 'tenant.example.com', OG_CLIENT_ID: 'c', OG_CLIENT_SECRET: 's' }
const ANN = 'ann@acme.example.com'
const GUS = 'gus@globex.example.com'
const BOB = 'bob@mail.example'

/** What each organization answers to the request for a page: invitations, a status, or nothing ever. */
type Answers = Readonly<Record<string, (page: number) => readonly Invitation[] | number | 'never'>>

/** Sign-ups one after the other, of which each may come at a later moment. */
function signUps(firstAnswers: Answers, organizations: readonly string[] = [ACME, GLOBEX]) {
  let answers = firstAnswers
  let reads = 0
  let cacheMs = NOON_MS
  const cache = aCache(() => cacheMs)
  const fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(String(input))
    if (pathname === '/oauth/token') {
      return Response.json({ access_token: 'token', expires_in: 86_400 })
    }
    reads += 1
    const id = pathname.split('/')[4] ?? ''
    const answer = answers[id]?.(Number(searchParams.get('page'))) ?? []
    if (typeof answer === 'number') return Response.json({}, { status: answer })
    if (answer !== 'never') return Response.json({ invitations: answer, limit: 2 })
    return await new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))
    })
  }
  return {
    answer: (next: Answers) => {
      answers = next
    },
    async of(form: string | null, afterMs = 0, readsPerMinute = 30) {
      const nowMs = NOON_MS + afterMs
      cacheMs = nowMs
      const held = heldSignals()
      const access = managementAccess(
        secrets,
        aLookUp({ cache, nowMs, fetch: fetch as never, after: held.after }),
      )
      const before = reads
      const search = { organizations, maxPages: 2, readsPerMinute, nowMs }
      const found = findOpenInvitation(form, search, access)
      let isOver = false
      void found.finally(() => {
        isOver = true
      })
      for (const ms of [LOOK_UP_BUDGET_MS / 2, LOOK_UP_BUDGET_MS]) {
        // As long as anything but time moves it on.
        for (let turn = 0; turn < 50 && !isOver; turn += 1) {
          await new Promise((resolve) => setImmediate(resolve))
        }
        held.pass(ms)
      }
      return [await found, reads - before]
    },
  }
}

const inviting = (...emails: readonly string[]): Answers[string] => {
  const all = emails.map((email) => anInvitation(email))
  return (page) => all.slice(page * 2, page * 2 + 2)
}
const many = Array.from({ length: 9 }, (_, index) => `other${index}@acme.example.com`)
const GUS_AT_GLOBEX = { [GLOBEX]: inviting(GUS) }

describe('what is wrong with one organization concerns no other', () => {
  test.each<[string, Answers[string], string]>([
    ['is gone', () => 404, 'none'],
    ['is not understood', () => 400, 'unknowable'],
    ['may not be read', () => 403, 'unknowable'],
    ['is busy', () => 429, 'unknowable'],
    ['is in trouble', () => 500, 'unknowable'],
    ['never answers', () => 'never', 'unknowable'],
    ['invites too many', inviting(...many), 'unknowable'],
    [
      'is slow after its first page',
      (page) => (page === 0 ? [anInvitation(ANN), anInvitation(BOB)] : 'never'),
      'unknowable',
    ],
  ])('one that %s', async (_what, acme, elsewhere) => {
    const open = await signUps({ ...GUS_AT_GLOBEX, [ACME]: acme }).of(GUS)
    const other = await signUps({ ...GUS_AT_GLOBEX, [ACME]: acme }).of('kim@mail.example')
    expect([open[0], other[0]]).toEqual(['open', elsewhere])
  })

  test.each<[string, Answers[string], readonly string[]]>([
    ['too long', inviting(ANN, ...many), ['open', 'unknowable']],
    [
      'too slow',
      (page) => (page === 0 ? [anInvitation(ANN), anInvitation(BOB)] : 'never'),
      ['open', 'open'],
    ],
  ])('of a list that is %s, what was read counts', async (_what, acme, outcomes) => {
    const found: unknown[] = []
    for (const form of [ANN, BOB]) found.push((await signUps({ [ACME]: acme }).of(form))[0])
    expect(found).toEqual(outcomes)
  })
})

describe('the budget of all sign-ups', () => {
  test('is used up by whoever tries, and comes back: 30 reads a minute', async () => {
    const { of } = signUps(GUS_AT_GLOBEX)
    let reads = 0
    // Ten tries a second for a minute.
    for (let index = 0; index < 600; index += 1) {
      reads += Number((await of(`x${index}@mail.example`, index * 100))[1])
    }
    // Six at once, and one every two seconds.
    expect(reads).toBe(6 + 30)
  })

  test.each<[number, number]>([
    [6, 6 + 4],
    [60, 6 + 60],
  ])('is what the rulebook says: %i a minute', async (readsPerMinute, most) => {
    const { of } = signUps(GUS_AT_GLOBEX)
    let reads = 0
    for (let second = 0; second < 60; second += 1) {
      reads += Number((await of(`x${second}@mail.example`, second * 1000, readsPerMinute))[1])
    }
    expect(reads).toBeLessThanOrEqual(most + 2)
    expect(reads).toBeGreaterThanOrEqual(most - 2)
  })

  test('is not touched by what is no address, or by an application nobody mapped', async () => {
    const { of } = signUps(GUS_AT_GLOBEX)
    for (let index = 0; index < 20; index += 1) await of(null)
    expect([await of(GUS), await signUps(GUS_AT_GLOBEX, []).of(GUS)]).toEqual([
      ['open', 2],
      ['none', 0],
    ])
  })

  test('when it is used up, an earlier reading says yes, and never no', async () => {
    const { of, answer } = signUps(GUS_AT_GLOBEX)
    for (let index = 0; index < 3; index += 1) await of(`x${index}@mail.example`)
    answer({ [GLOBEX]: inviting(GUS), [ACME]: inviting(ANN) })
    expect([await of(GUS), await of(ANN), await of(BOB)]).toEqual([
      ['open', 0],
      // Invited since.
      ['unknowable', 0],
      ['unknowable', 0],
    ])
    expect(await of(ANN, 4000)).toEqual(['open', 2])
  })

  test('an earlier reading stands in for two minutes, and for no invitation that ends meanwhile', async () => {
    const ending = [anInvitation(ANN, NOON_MS + 119_999), anInvitation(GUS, NOON_MS + 120_000)]
    const { of, answer } = signUps({
      [ACME]: () => [...ending].slice(0, 1),
      [GLOBEX]: () => ending.slice(1),
    })
    expect(await of(BOB)).toEqual(['none', 2])
    answer({ [ACME]: () => 500, [GLOBEX]: () => 500 })
    expect([
      (await of(ANN, 1000))[0],
      (await of(GUS, 119_999))[0],
      (await of(GUS, 120_000))[0],
    ]).toEqual(['unknowable', 'open', 'unknowable'])
  })

  test('the many of one organization leave room in it for those of another', async () => {
    const crowd = Array.from({ length: 400 }, (_, index) => anInvitation(`p${index}@mail.example`))
    const { of } = signUps({
      [ACME]: (page) => crowd.slice(page * 200, page * 200 + 200),
      [GLOBEX]: inviting(GUS),
    })
    for (let index = 0; index < 3; index += 1) await of(BOB)
    expect(await of(GUS)).toEqual(['open', 0])
  })

  test('a busy tenant is left alone for a while', async () => {
    const { of, answer } = signUps({ [ACME]: () => 429, [GLOBEX]: () => 429 })
    expect(await of(GUS)).toEqual(['unknowable', 2])
    answer(GUS_AT_GLOBEX)
    // From 18 to below 12, at one in two seconds.
    expect([await of(GUS), await of(GUS, 11_999), await of(GUS, 12_001)]).toEqual([
      ['unknowable', 0],
      ['unknowable', 0],
      ['open', 2],
    ])
  })

  test('a busy tenant that six strangers meet at once is left alone no longer', async () => {
    const { of, answer } = signUps({ [ACME]: () => 429, [GLOBEX]: () => 429 })
    await Promise.all(Array.from({ length: 6 }, (_, index) => of(`x${index}@mail.example`)))
    answer(GUS_AT_GLOBEX)
    // From 18 to below 12: hardly longer than after one.
    expect([await of(GUS, 11_999), await of(GUS, 12_001)]).toEqual([
      ['unknowable', 0],
      ['open', 2],
    ])
  })
})

describe('what one sign-up may ask', () => {
  /** Five lists, of which each page is answered alike; the time passes that logins ask again after. */
  async function asked(answerToken: 'at once' | 'late', answer: () => Response) {
    const held = heldSignals()
    const paths: string[] = []
    const fetch = async (input: unknown): Promise<Response> => {
      const { pathname } = new URL(String(input))
      paths.push(pathname)
      if (pathname !== '/oauth/token') return answer()
      if (answerToken === 'late') {
        held.pass(LOOK_UP_BUDGET_MS / 2)
        for (let turn = 0; turn < 5; turn += 1) await new Promise((go) => setImmediate(go))
      }
      return Response.json({ access_token: 'token', expires_in: 86_400 })
    }
    const access = managementAccess(secrets, aLookUp({ fetch: fetch as never, after: held.after }))
    const organizations = ['org_a', 'org_b', 'org_c', 'org_d', 'org_e']
    const search = { organizations, maxPages: 20, readsPerMinute: 30, nowMs: NOON_MS }
    const finding = findOpenInvitation(GUS, search, access)
    for (let turn = 0; turn < 50; turn += 1) await new Promise((go) => setImmediate(go))
    held.pass(LOOK_UP_BUDGET_MS / 2)
    const found = await finding
    const tokens = paths.filter((path) => path === '/oauth/token').length
    return { found, tokens, reads: paths.length - tokens }
  }
  const full = (): Response => Response.json({ invitations: [anInvitation(BOB)], limit: 1 })

  test.each<[string, () => Response, number]>([
    ['lists without an end: 60 pages', full, 60],
    ['a tenant in trouble: once each', () => Response.json({}, { status: 500 }), 5],
    ['a busy tenant: once each', () => Response.json({}, { status: 429 }), 5],
    ['an answer that is no JSON: once each', () => new Response('{'), 5],
  ])('%s', async (_what, answer, reads) => {
    expect(await asked('at once', answer)).toEqual({ found: 'unknowable', tokens: 1, reads })
  })

  test('one token, however late it comes', async () => {
    const empty = (): Response => Response.json({ invitations: [] })
    expect(await asked('late', empty)).toEqual({ found: 'none', tokens: 1, reads: 5 })
  })
})

test('what is kept of those who are invited names nobody, and fits', async () => {
  const kept: string[] = []
  const cache = aCache()
  const noting: typeof cache = {
    ...cache,
    set(key, value, options) {
      kept.push(value)
      return cache.set(key, value, options)
    },
  }
  const invited = Array.from({ length: 300 }, (_, index) =>
    anInvitation(`p${index}@acme.example.com`),
  )
  const fetch = async (input: unknown): Promise<Response> =>
    Response.json(
      String(input).endsWith('/oauth/token')
        ? { access_token: 'token', expires_in: 86_400 }
        : { invitations: invited, total: 300 },
    )
  const access = managementAccess(secrets, aLookUp({ cache: noting, fetch: fetch as never }))
  const search = { organizations: [ACME], maxPages: 1, readsPerMinute: 30, nowMs: NOON_MS }
  expect(await findOpenInvitation(ANN, search, access)).toBe('none')
  expect(Math.max(...kept.map((value) => value.length))).toBeLessThan(2000)
  expect(kept.join()).not.toMatch(/acme/)
})
