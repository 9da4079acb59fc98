import { describe, expect, test } from 'vitest'
import { readIssued } from '../../../actions/event-stream/issued.ts'
import { readPresentState } from '../../../actions/event-stream/present-state.ts'
import type { Fields, TenantCalls } from '../../../actions/event-stream/tenant-calls.ts'
import { tenantCalls } from '../../../actions/event-stream/tenant-calls.ts'
import { ACME, ANN, GLOBEX, PORTAL } from '../../builders/ids.ts'
import { aCache } from '../../builders/recording-api.ts'
import { DRIFT_SECRETS } from '../../builders/run-drift.ts'

const ann = `users/${encodeURIComponent(ANN)}`

/** Answers by path, and remembers what it was asked. */
function answering(answers: Readonly<Record<string, Fields | null>>) {
  const asked: string[] = []
  const get = async (path: string): Promise<Fields | null> => {
    asked.push(path)
    return answers[path] ?? null
  }
  return { asked, calls: { get } as TenantCalls }
}

describe('what somebody holds', () => {
  const session = { kind: 'session', metadata: undefined, createdAt: undefined }
  test('is read to the end, without what has no id, and names each application once said', async () => {
    const { asked, calls } = answering({
      [`${ann}/sessions?take=100`]: {
        sessions: [
          { id: 's/1', clients: [{ client_id: PORTAL }, null] },
          { id: '', clients: [] },
          null as never,
          { id: 's2', clients: [] },
        ],
        next: 'n&1',
      },
      [`${ann}/sessions?take=100&from=n%261`]: { sessions: [{ id: 's3', clients: 'odd' }] },
      [`${ann}/refresh-tokens?take=100`]: {
        tokens: [
          { id: 't1', client_id: PORTAL, created_at: 'then', refresh_token_metadata: { a: '1' } },
        ],
      },
    })
    expect(await readIssued(ANN, calls)).toEqual([
      { ...session, path: 'sessions/s%2F1', applications: [PORTAL, ''] },
      { ...session, path: 'sessions/s2', applications: [''] },
      { ...session, path: 'sessions/s3', applications: [''] },
      {
        path: 'refresh-tokens/t1',
        kind: 'refresh-token',
        applications: [PORTAL],
        metadata: { a: '1' },
        createdAt: 'then',
      },
    ])
    expect(asked).toEqual([
      `${ann}/sessions?take=100`,
      `${ann}/sessions?take=100&from=n%261`,
      `${ann}/refresh-tokens?take=100`,
    ])
  })

  test('of nobody is nothing; an answer without its list is none', async () => {
    expect(await readIssued(ANN, answering({}).calls)).toEqual([])
    const odd = answering({ [`${ann}/sessions?take=100`]: { sessions: {} } })
    await expect(readIssued(ANN, odd.calls)).rejects.toMatchObject({ status: 200 })
  })
})

describe('how things stand', () => {
  const page = (path: string, nth = 0) => `${path}?page=${nth}&per_page=100&include_totals=true`
  const client = `clients/${PORTAL}?fields=client_metadata&include_fields=true`
  const wanted = {
    person: ANN,
    applications: [PORTAL, '', PORTAL],
    organizationsOf: () => [GLOBEX, ACME],
    withRoles: true,
  }

  test('is read once for each thing, every page, roles where they are asked for', async () => {
    const answers = {
      [ann]: { user_id: ANN },
      [page(`${ann}/organizations`)]: { organizations: [{ id: ACME }], total: 2 },
      [page(`${ann}/organizations`, 1)]: { organizations: [{ id: GLOBEX }], total: 2 },
      [page(`organizations/${ACME}/members/${encodeURIComponent(ANN)}/roles`)]: {
        roles: [{ name: 'member' }],
        total: 1,
      },
      [page(`organizations/${GLOBEX}/members/${encodeURIComponent(ANN)}/roles`)]: {
        roles: [],
        total: 0,
      },
      [`organizations/${ACME}`]: { id: ACME, name: 'acme' },
      [client]: { client_metadata: { a: '1' } },
    }
    const { asked, calls } = answering(answers)
    expect(await readPresentState(wanted, calls)).toEqual({
      profile: { user_id: ANN },
      memberships: [ACME, GLOBEX],
      roles: new Map([
        [ACME, ['member']],
        [GLOBEX, []],
      ]),
      organizations: new Map([[ACME, { id: ACME, name: 'acme' }]]),
      applications: new Map([[PORTAL, { client_metadata: { a: '1' } }]]),
    })
    expect(asked).toEqual([...Object.keys(answers).slice(0, -1), `organizations/${GLOBEX}`, client])
  })

  test.each([
    ['no list', { total: 0 }],
    ['no total', { organizations: [] }],
    ['an empty page before the end', { organizations: [], total: 1 }],
  ])('an answer with %s is none', async (_what, organizations) => {
    const { calls } = answering({
      [ann]: { user_id: ANN },
      [page(`${ann}/organizations`)]: organizations,
    })
    await expect(readPresentState(wanted, calls)).rejects.toMatchObject({ status: 200 })
  })

  test('of nobody is null, and of somebody else no answer', async () => {
    expect(await readPresentState(wanted, answering({}).calls)).toBeNull()
    const odd = answering({ [ann]: { user_id: 'auth0|else' } })
    await expect(readPresentState(wanted, odd.calls)).rejects.toMatchObject({ status: 200 })
  })
})

describe('calls', () => {
  function aTenant(answer: (nth: number) => Response) {
    const sent: unknown[] = []
    let nth = 0
    const send = (async (url: string, init: RequestInit = {}) => {
      if (url.endsWith('/oauth/token')) {
        return Response.json({ access_token: 'minted', expires_in: 3600 })
      }
      sent.push([init.method, url, init.headers, init.redirect])
      nth += 1
      return answer(nth)
    }) as typeof fetch
    const { signal } = new AbortController()
    const random = (count: number) => new Uint8Array(count)
    const tools = { cache: aCache(), nowMs: 0, random, fetch: send, after: () => signal }
    return { sent, tools }
  }

  test('carry the token to the tenant itself, and follow no redirect', async () => {
    const { sent, tools } = aTenant(() => Response.json({ a: 1 }))
    const calls = tenantCalls(DRIFT_SECRETS, tools)
    expect(await calls.get('users/x')).toEqual({ a: 1 })
    expect(sent).toEqual([
      [
        'GET',
        'https://tenant.example.com/api/v2/users/x',
        { authorization: 'Bearer minted' },
        'error',
      ],
    ])
  })

  test('stop at the sixtieth of one event', async () => {
    const { sent, tools } = aTenant(() => Response.json({}))
    const calls = tenantCalls(DRIFT_SECRETS, tools)
    for (let nth = 0; nth < 60; nth += 1) await calls.get('users/x')
    await expect(calls.get('users/x')).rejects.toMatchObject({ name: 'TooManyPages' })
    expect(sent).toHaveLength(60)
  })

  test('without secrets ask nobody', async () => {
    const { sent, tools } = aTenant(() => Response.json({}))
    await expect(tenantCalls(undefined, tools).get('users/x')).rejects.toThrow()
    expect(sent).toEqual([])
  })

  test('ending what is gone is no fault; a refusal is', async () => {
    const gone = tenantCalls(
      DRIFT_SECRETS,
      aTenant(() => new Response(null, { status: 404 })).tools,
    )
    await expect(gone.end('sessions/s')).resolves.toBeUndefined()
    const done = tenantCalls(
      DRIFT_SECRETS,
      aTenant(() => new Response(null, { status: 202 })).tools,
    )
    await expect(done.end('sessions/s')).resolves.toBeUndefined()
    const refused = tenantCalls(
      DRIFT_SECRETS,
      aTenant(() => new Response('{}', { status: 403 })).tools,
    )
    await expect(refused.end('sessions/s')).rejects.toMatchObject({ status: 403 })
  })
})
