import { expect, test } from 'vitest'
import { aRestoredTenant } from './a-restored-tenant.ts'
import { outcomeOf } from './call-as-sdk.ts'

const tenant = aRestoredTenant()
const { call } = tenant

const DOMAINS = '/custom-domains'
const DEFAULT = `${DOMAINS}/default`
const make = async (domain = 'login.example.com'): Promise<string> => {
  const { body } = await call('POST', DOMAINS, { domain, type: 'auth0_managed_certs' })
  return `${DOMAINS}/${body.custom_domain_id}`
}
const statusOf = async (place: string) => (await call('GET', place)).body.status
const testOf = async (place: string) => (await call('POST', `${place}/test`)).body
const defaultDomain = async () => (await call('GET', DEFAULT)).body.domain

test('a domain works once it was verified, and not before', async () => {
  const [place, other] = [await make(), await make('other.example.com')]
  expect([await statusOf(place), await testOf(place)]).toEqual([
    'pending_verification',
    { success: false },
  ])
  const { body } = await call('POST', `${place}/verify`)
  expect([body.status, await statusOf(place), await testOf(place)]).toEqual([
    'ready',
    'ready',
    { success: true },
  ])
  expect(await statusOf(other)).toBe('pending_verification')
})

test('the default is the tenant’s own until another is named, and again when that is gone', async () => {
  const place = await make()
  const seen = [await defaultDomain()]
  await call('PATCH', DEFAULT, { domain: 'login.example.com' })
  seen.push(await defaultDomain())
  await call('PATCH', DEFAULT, { domain: tenant.running.domain })
  seen.push(await defaultDomain())
  await call('PATCH', DEFAULT, { domain: 'login.example.com' })
  await call('DELETE', place)
  seen.push(await defaultDomain())
  const own = tenant.running.domain
  expect(seen).toEqual([own, 'login.example.com', own, own])
})

test('each refusal has its code, and changes nothing', async () => {
  await make()
  const outcomes = [
    await call('POST', DOMAINS, { domain: 'login.example.com', type: 'auth0_managed_certs' }),
    await call('PATCH', DEFAULT, { domain: 'nobody.example.com' }),
    await call('POST', `${DOMAINS}/cd_none/verify`),
    await call('POST', `${DOMAINS}/cd_none/test`),
  ].map(outcomeOf)
  expect(outcomes).toEqual([
    'custom_domain_conflict',
    'inexistent_custom_domain',
    'inexistent_custom_domain',
    'inexistent_custom_domain',
  ])
  expect(await defaultDomain()).toBe(tenant.running.domain)
})
