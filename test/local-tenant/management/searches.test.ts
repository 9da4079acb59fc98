import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import { type Body, callAsSdk, outcomeOf } from './call-as-sdk.ts'

let running: RunningTenant

beforeAll(async () => {
  running = await startTenant()
  for (const [name, plan] of [
    ['globex', 'gold'],
    ['acme-east', 'gold'],
    ['acme-west', 'free'],
  ]) {
    await callAsSdk(running, 'POST', '/organizations', { name, metadata: { plan } })
  }
  for (const name of ['reports', 'billing']) {
    const identifier = `https://${name}.example.com/`
    await callAsSdk(running, 'POST', '/resource-servers', { name, identifier })
  }
})
afterAll(() => running.stop())

const search = (what: string, query: string) =>
  callAsSdk(running, 'GET', `/${what}/search?${query}`)
const found = async (what: string, query: string) => {
  const { body } = await search(what, query)
  return (body[what.replace('-', '_')] as Body[]).map(({ name }) => name)
}

test.each([
  ['organizations', '', ['globex', 'acme-east', 'acme-west']],
  ['organizations', 'q=name:acme*', ['acme-east', 'acme-west']],
  ['organizations', 'q=name:acme-east', ['acme-east']],
  ['organizations', 'q=metadata.plan:gold', ['globex', 'acme-east']],
  ['organizations', 'q=metadata.plan:gold AND name:acme*', ['acme-east']],
  ['organizations', 'sort=name', ['acme-east', 'acme-west', 'globex']],
  ['organizations', 'q=name:nobody', []],
  ['organizations', 'take=1', ['globex']],
  ['resource-servers', 'q=name:reports', ['reports']],
  ['resource-servers', 'q=identifier:"https://billing.example.com/"', ['billing']],
])('%s?%s', async (what, query, names) => {
  const ofSystem = ['Auth0 Management API']
  expect((await found(what, query)).filter((name) => !ofSystem.includes(String(name)))).toEqual(
    names,
  )
})

test('goes on where a page ended', async () => {
  const { body } = await search('organizations', 'take=2&sort=name')
  expect(await found('organizations', `take=2&sort=name&from=${body.next}`)).toEqual(['globex'])
})

test.each(['q=name:(', 'parser=scim&q=name:acme', 'sort=metadata', 'take=0'])(
  '%s is refused, and no empty answer',
  async (query) => {
    expect(outcomeOf(await search('organizations', query))).toBe('invalid_query_string')
  },
)
