import { beforeEach, expect } from 'vitest'
import { profileChangeSettings } from '../../../policies/policies.ts'
import { readMemberProfile } from '../../../scripts/administration/member-profile.ts'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import type { PortalSession } from '../../../scripts/portal/portal-session.ts'
import { aPortal, type Portal } from '../../builders/a-portal.ts'
import { type Administration, anAdministration } from '../../builders/an-administration.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'

/** What an administrator changes of a member's profile. */
let desk: Administration
let portal: Portal
let session: PortalSession
let cookie: string

type Name = 'ann' | 'bob' | 'cay' | 'olivia'

beforeEach(async () => {
  desk = await anAdministration(scene)
  const { profileChange } = profileChangeSettings()
  const attributes = { portal: ['locale'] }
  Object.assign(desk.tools.settings.profileChange, {
    profileChange: { ...profileChange, attributes },
  })
  for (const who of ['ann', 'cay'] as const) {
    Object.assign(userOf(who) ?? {}, { user_metadata: { locale: 'de' }, phone_number: '+4930123' })
  }
  portal = await aPortal(scene, desk)
  await signInAs('olivia')
})

async function signInAs(who: Name): Promise<void> {
  session = await portal.sessionOf(desk.administrator(desk.people[who]))
  cookie = await portal.cookieOf(session)
}
const userOf = (who: Name) => scene.tenant.state.users.get(desk.people[who].user_id)
const pathOf = (who: Name) => `/members/${encodeURIComponent(desk.people[who].user_id)}`
async function show(who: Name): Promise<string> {
  const answer = await portal.get(`${pathOf(who)}/profile`, cookie)
  return answer.status === 200 ? await answer.text() : String(answer.status)
}
/** Sends the form; what the next page says. */
async function save(who: Name, fields: Readonly<Record<string, string>>): Promise<string> {
  const filled = { form_token: session.formToken, ...fields }
  const answer = await portal.post(`${pathOf(who)}/profile`, cookie, filled)
  if (answer.status !== 303) return String(answer.status)
  expect(answer.headers.get('location')).toBe(`${pathOf(who)}/profile`)
  const next = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const body = await (await portal.get(`${pathOf(who)}/profile`, next)).text()
  return /role="(?:status|alert)">\s*<p>(.*?)<\/p>/s.exec(body)?.[1] ?? 'nothing said'
}
const inputsOf = (body: string) =>
  [...body.matchAll(/<input id="[^"]*" name="([^"]*)" value="([^"]*)"/g)].map(
    ([, name, value]) => `${name}=${value}`,
  )

test('it is what the rulebook opens to administrators, changed, and said in the audit', async () => {
  const page = await (await portal.get(pathOf('ann'), cookie)).text()
  expect(page).toContain(`href="${pathOf('ann')}/profile"`)
  const { email } = desk.people.ann
  expect(inputsOf(await show('ann'))).toEqual([`name=${email}`, 'attribute.portal.locale=de'])
  const before = structuredClone(userOf('ann'))
  expect(await save('ann', { name: 'Ann B.', 'attribute.portal.locale': 'en' })).toBe(
    'The profile is changed.',
  )
  expect(userOf('ann')).toEqual({
    ...before,
    name: 'Ann B.',
    user_metadata: { locale: 'en' },
    updated_at: expect.any(String),
  })
  expect(desk.audit.map(({ phase, operation }) => `${operation} ${phase}`)).toEqual([
    'change-profile begun',
    'change-profile ended',
  ])
  expect(await save('ann', { name: 'Ann B.' })).toMatch(/^It was so already/)
  expect(await save('ann', { name: 'a'.repeat(301) })).toMatch(/^One of the values cannot be used/)
})

test('what the rulebook closes is not asked, and is not taken', async () => {
  const before = structuredClone(userOf('ann'))
  expect(await save('ann', { phone: '+4930123456', username: 'ann' })).toMatch(/^It was so already/)
  expect(userOf('ann')).toEqual(before)
})

test('of a member of several it looks the same, and nothing of elsewhere is seen or changed', async () => {
  const before = structuredClone(userOf('cay'))
  expect(inputsOf(await show('cay'))).toEqual([
    `name=${desk.people.cay.email}`,
    'attribute.portal.locale=',
  ])
  expect(await save('cay', { name: 'Cay B.' })).toBe(
    'Nothing was changed: an operator of the tenant has to look at it.',
  )
  expect(userOf('cay')).toEqual(before)
  expect(desk.audit).toMatchObject([{ phase: 'refused', operation: 'change-profile' }])
})

test.each<[string, Name, Name]>([
  ['of somebody of another organization', 'olivia', 'bob'],
  ['of oneself, whose page is another', 'olivia', 'olivia'],
  ['without the role', 'ann', 'cay'],
])('it is not there %s', async (_what, actor, who) => {
  await signInAs(actor)
  const before = structuredClone(userOf(who))
  expect([await show(who), await save(who, { name: 'Another Name' })]).toEqual(['404', '404'])
  expect(userOf(who)).toEqual(before)
})

test('of an account that a provider owns it is the attributes', async () => {
  Object.assign(userOf('ann') ?? {}, { connection: 'acme-sso' })
  expect(inputsOf(await show('ann'))).toEqual(['attribute.portal.locale=de'])
})

test('where nothing is open it says so, and why may be', async () => {
  const { profileChange } = profileChangeSettings()
  Object.assign(desk.tools.settings.profileChange, {
    profileChange: { ...profileChange, administrator: [] },
  })
  expect(await show('ann')).toContain('Nothing of this profile is yours to change.')
})

test('a back end reads the same, and an operator all of it', async () => {
  const place = { person: desk.people.cay.user_id }
  const open = async (actor: Parameters<typeof readMemberProfile>[1], organization?: string) => {
    const at = organization === undefined ? place : { ...place, organization }
    const fields = await readMemberProfile(desk.tools, actor, at)
    return fields.flatMap(({ field, value, closed }) =>
      closed === null ? [`${field.kind}=${value}`] : [],
    )
  }
  const { olivia, tools: _tools } = desk
  expect(await open(olivia)).toEqual([
    'name=cay@example.com',
    'email=',
    'password=',
    'deletion=',
    'attribute=',
  ])
  const operator = { kind: 'operator', userId: 'operator@clients' } as const
  await expect(open(operator)).rejects.toThrow(NotPermitted)
  expect(await open(operator, 'org_acme0000000000001')).toEqual([
    'name=cay@example.com',
    'phone=+4930123',
    'username=',
    'email=',
    'password=',
    'deletion=',
    'attribute=de',
  ])
})
