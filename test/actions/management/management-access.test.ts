import { describe, expect, test } from 'vitest'
import {
  type ManagementAccess,
  managementAccess,
  readPages,
} from '../../../actions/management/management-access.ts'
import { aLookUp } from '../../builders/look-up-tools.ts'

const secrets = {
  OG_DOMAIN: 'tenant.example.com',
  OG_CLIENT_ID: 'machine-client',
  OG_CLIENT_SECRET: 'machine-secret',
}
const accessWith = (tools: Parameters<typeof aLookUp>[0] = {}): ManagementAccess =>
  managementAccess(secrets, aLookUp(tools))

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
    ['no page', body({}), 'NotAnswered', ''],
    ['a list that ends before its total', body({ things: [], total: 1 }), 'NotAnswered', ''],
    ['a list without end', body({ things: [1], limit: 1 }), 'TooManyPages', ''],
    ['a question that is not understood', status(400), 'NotAnswered', ''],
    ['a tenant that is asked too often', status(429), 'TenantBusy', ''],
    ['a refusal', status(403), 'NotAnswered', ''],
    ['the last status that is no trouble', status(499), 'NotAnswered', ''],
    ['trouble', status(500), 'Error', 'status 500'],
  ])('for %s', async (_what, answer, name, message) => {
    const pages = readPages('things', 'things', 2, answering(answer))
    await expect(pages).rejects.toMatchObject({ name, message })
  })

  test('for what is no JSON', async () => {
    const pages = readPages(
      'things',
      'things',
      2,
      answering(() => new Response('<html>')),
    )
    await expect(pages).rejects.toMatchObject({ name: 'SyntaxError' })
  })

  test('for what is not there: nothing, it has an empty list', async () => {
    expect(await readPages('things', 'things', 2, answering(status(404)))).toEqual([])
  })

  const NO_TOKEN = 'the token answer has no token'
  const ELSEWHERE = { ...secrets, OG_DOMAIN: 'tenant.example.com/x' }
  test.each<[string, Readonly<Record<string, string>>, () => Response, string]>([
    ['a token that is none', secrets, body({}), NO_TOKEN],
    ['a token that is refused', secrets, status(401), NO_TOKEN],
    ['a token endpoint that is not there', secrets, status(404), NO_TOKEN],
    ['a domain that is none', ELSEWHERE, body({}), 'domain or credentials are missing'],
  ])('for %s', async (_what, named, token, message) => {
    const access = managementAccess(named, aLookUp({ fetch: async () => token() }))
    await expect(readPages('things', 'things', 1, access)).rejects.toMatchObject({
      name: 'ManagementUnavailable',
      message,
    })
  })
})

describe('a list of several pages', () => {
  /** The budget ends while the page of this number is under way. */
  const endingAt = (last: number): ManagementAccess => {
    const budget = new AbortController()
    return accessWith({
      after: () => budget.signal,
      fetch: async (input) => {
        if (String(input).endsWith('/oauth/token')) {
          return Response.json({ access_token: 'token', expires_in: 100 })
        }
        const page = Number(new URL(String(input)).searchParams.get('page'))
        if (page < last) return Response.json({ things: [page], limit: 1 })
        budget.abort()
        throw budget.signal.reason
      },
    })
  }
  const read = (
    last: number,
    isEnough?: (items: readonly unknown[]) => boolean,
  ): Promise<unknown> => readPages('things', 'things', 9, endingAt(last), isEnough)

  test('is too long for its reader when the budget ends after its first page', async () => {
    await expect(read(2)).rejects.toMatchObject({ name: 'TooManyPages', items: [0, 1] })
  })

  test('is the trouble of the tenant when the budget ends before that', async () => {
    await expect(read(0)).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('is read no further than is needed', async () => {
    expect(await read(2, (items) => items.includes(1))).toEqual([0, 1])
  })

  test('counts what it reads', async () => {
    const access = endingAt(3)
    await readPages('things', 'things', 3, access).catch(() => {})
    expect(access.reads).toBe(3)
  })
})
