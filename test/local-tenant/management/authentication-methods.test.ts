import { beforeEach, expect, test } from 'vitest'
import { createUser } from '../../../scripts/local-tenant/users.ts'
import { aRestoredTenant } from './a-restored-tenant.ts'
import { type Body, callAsSdk, type Method, outcomeOf } from './call-as-sdk.ts'

let ann: string
let bob: string

const tenant = aRestoredTenant(async (running) => {
  await callAsSdk(running, 'POST', '/connections', { name: 'members', strategy: 'auth0' })
  const idOf = (email: string): string => {
    const created = createUser(running.tenant, { connection: 'members', email })
    if (!created.ok) throw new Error(created.reason)
    return created.user.user_id
  }
  ann = idOf('ann@example.com')
  bob = idOf('bob@example.com')
})
const { call } = tenant

const at = (userId: string) => `/users/${userId}/authentication-methods`
const namesOf = async (userId: string) => {
  const { body } = await call('GET', `${at(userId)}?include_totals=true`)
  return (body.authenticators as Body[]).map(({ type, name }) => [type, name])
}
const PHONE = { type: 'phone', name: 'mobile', phone_number: '+15550100' }
const CODE = { type: 'totp', name: 'code', totp_secret: 'JBSWY3DPEHPK3PXP' }

beforeEach(async () => {
  await call('POST', at(ann), PHONE)
  await call('POST', at(bob), PHONE)
})

test('all are replaced by what is sent, and nothing secret is shown', async () => {
  const { body } = await call('PUT', at(ann), [CODE, { type: 'email', email: 'ann@example.com' }])
  expect(JSON.stringify(body)).not.toContain(CODE.totp_secret)
  expect([await namesOf(ann), await namesOf(bob)]).toEqual([
    [
      ['totp', 'code'],
      ['email', undefined],
    ],
    [['phone', 'mobile']],
  ])
  await call('PUT', at(ann), [])
  expect(await namesOf(ann)).toEqual([])
})

test('a list that Auth0 would not take replaces nothing', async () => {
  const outcomes = [
    await call('PUT', at(ann), [CODE, { type: 'telepathy' }]),
    await call('PUT', at(ann), [{ ...CODE, nobody_knows: 1 }]),
    await call('PUT', at('auth0|nobody'), [CODE]),
  ].map(outcomeOf)
  expect(outcomes).toEqual(['invalid_body', 'invalid_body', 'inexistent_user'])
  expect(await namesOf(ann)).toEqual([['phone', 'mobile']])
})

test.each(['authentication-methods', 'authenticators'])(
  'all are taken away: DELETE %s',
  async (what) => {
    const { status } = await call('DELETE', `/users/${ann}/${what}`)
    expect([status, await namesOf(ann), await namesOf(bob)]).toEqual([
      204,
      [],
      [['phone', 'mobile']],
    ])
  },
)

test('they go with the person', async () => {
  await call('DELETE', `/users/${ann}`)
  await call('DELETE', `/users/${bob}`)
  expect([...tenant.running.tenant.state.kept.keys()]).toEqual([])
})

test.each<[Method, string, number]>([
  ['GET', 'enrollments', 200],
  ['POST', 'multifactor/actions/invalidate-remember-browser', 204],
  ['POST', 'risk-assessments/clear', 204],
  ['DELETE', 'multifactor/duo', 204],
  ['DELETE', 'authenticators', 204],
])('%s %s is for people who are there', async (method, what, status) => {
  const body =
    what === 'risk-assessments/clear'
      ? { connection: 'members', assessors: ['new-device'] }
      : undefined
  const outcomes = [
    await call(method, `/users/${ann}/${what}`, body),
    await call(method, `/users/auth0|nobody/${what}`, body),
  ].map(outcomeOf)
  expect(outcomes).toEqual([status, 'inexistent_user'])
})
