import { beforeEach, expect } from 'vitest'
import { profileChangeSettings } from '../../../policies/policies.ts'
import { approveRebind } from '../../../scripts/administration/approve-rebind.ts'
import {
  changeProfile,
  type ProfileChanges,
} from '../../../scripts/administration/change-profile.ts'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import type { Actor } from '../../../scripts/administration/prove-actor.ts'
import { sendPasswordReset } from '../../../scripts/administration/send-password-reset.ts'
import type { Tools } from '../../../scripts/administration/tools.ts'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import { OF_PEOPLE } from '../../builders/administration-acts.ts'
import {
  type Administration,
  anAdministration,
  operator,
  SEALING,
} from '../../builders/an-administration.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration

beforeEach(async () => {
  desk = await anAdministration(scene)
  const { profileChange } = profileChangeSettings()
  const attributes = { portal: ['locale'] }
  Object.assign(desk.tools.settings.profileChange, {
    profileChange: { ...profileChange, attributes },
  })
})

type Who = 'ann' | 'cay' | 'bob'
const change = async (actor: Actor, who: Who, changes: ProfileChanges): Promise<unknown> => {
  const organization = { organization: ACME }
  const request = { person: desk.people[who].user_id, changes, ...organization }
  try {
    return (await changeProfile(desk.tools, actor, request)).changed
  } catch (error) {
    if (error instanceof NotPermitted) return 'not permitted'
    return error instanceof UserFault ? error.faults.map(({ code }) => code) : error
  }
}
const oneself = (who: Who): Actor => desk.administrator(desk.people[who])
const locale = (value: string | null): ProfileChanges => ({
  attributes: { portal: { locale: value } },
})

test('what the policy opens is written, and nothing beside it', async () => {
  const { ann } = desk.people
  const before = structuredClone(scene.tenant.state.users.get(ann.user_id))
  expect(await change(oneself('ann'), 'ann', { name: 'Ann B.', ...locale('de') })).toBe(true)
  expect(scene.tenant.state.users.get(ann.user_id)).toEqual({
    ...before,
    name: 'Ann B.',
    user_metadata: { ...before?.user_metadata, locale: 'de' },
    updated_at: expect.any(String),
  })
})

test('what is so already is not written', async () => {
  await change(oneself('ann'), 'ann', { name: 'Ann B.', ...locale('de') })
  expect(await change(oneself('ann'), 'ann', { name: 'Ann B.', ...locale('de') })).toBe(false)
  expect(await change(oneself('ann'), 'ann', locale(null))).toBe(true)
  expect(await change(oneself('ann'), 'ann', locale(null))).toBe(false)
})

test('each asks within what the policy opens to them', async () => {
  const named = { name: 'A. Name' }
  const phone = { phone: '+4930123456' }
  expect([
    await change(desk.olivia, 'ann', named),
    await change(desk.olivia, 'cay', named),
    await change(desk.olivia, 'cay', locale('fr')),
    await change(desk.olivia, 'ann', phone),
    await change(oneself('cay'), 'cay', named),
    await change(oneself('cay'), 'cay', locale('fr')),
    await change(oneself('ann'), 'cay', named),
    await change(oneself('bob'), 'bob', named),
    await change(oneself('ann'), 'ann', { attributes: { portal: { role: 'admin' } } }),
    await change(oneself('ann'), 'ann', {
      name: 'Another',
      attributes: { other: { locale: 'x' } },
    }),
    await change(oneself('ann'), 'ann', {}),
    await change(operator, 'cay', { name: 'By an operator' }),
  ]).toEqual([
    true,
    'not permitted',
    'not permitted',
    'not permitted',
    true,
    true,
    'not permitted',
    'not permitted',
    'not permitted',
    'not permitted',
    'not permitted',
    true,
  ])
})

test('a value that is none tells nobody whether the person is a member of several, or is there', async () => {
  const long = { name: 'a'.repeat(301) }
  const said = [
    await change(desk.olivia, 'ann', long),
    await change(desk.olivia, 'cay', long),
    await change(desk.olivia, 'bob', long),
  ]
  const refused = ['profile_value_invalid']
  expect(said).toEqual([refused, refused, refused])
})

test('a number is unproven until its owner has shown it', async () => {
  const { ann } = desk.people
  await change(oneself('ann'), 'ann', { phone: '+4930123456' })
  expect(scene.tenant.state.users.get(ann.user_id)).toMatchObject({
    phone_number: '+4930123456',
    phone_verified: false,
  })
})

test('whoever is blocked anywhere changes nothing of their own', async () => {
  const { ann } = desk.people
  const block = { og_block: { v: 1, b: [{ o: 'org_elsewhere', r: 'S', t: 1 }] } }
  await desk.tools.management.users.update(ann.user_id, { app_metadata: block })
  expect(await change(oneself('ann'), 'ann', { name: 'Ann B.' })).toBe('not permitted')
})

test.each<[string, ProfileChanges]>([
  ['a name of two lines', { name: 'Ann\nB.' }],
  ['no name', { name: '' }],
  ['a picture that is a script', { picture: 'javascript:alert(1)' }],
  ['a number that is none', { phone: '030 123' }],
])('%s is refused', async (_what, changes) => {
  expect(await change(oneself('ann'), 'ann', changes)).toEqual(['profile_value_invalid'])
})

test('a lock that cannot be read keeps the address and the password', async () => {
  const { ann } = desk.people
  await desk.tools.management.users.update(ann.user_id, { app_metadata: { og_lock: 'forged' } })
  const place = { person: ann.user_id, organization: ACME }
  const request = { ...place, address: 'new@example.com', hours: 1 }
  const undone: unknown[] = []
  for (const actor of [desk.olivia, operator]) {
    undone.push(...(await approveRebind(desk.tools, actor, request, SEALING)).undone)
  }
  expect(undone).toEqual([
    'the address of the profile stays until the person confirms the new one, or an operator changes it',
    'the address of the profile was not changed: its lock cannot be read',
  ])
  expect(scene.tenant.state.users.get(ann.user_id)?.email).toBe(ann.email)
  const reset = { ...place, clientId: 'portal' }
  await expect(
    sendPasswordReset(desk.tools, desk.olivia, reset, async () => undefined),
  ).rejects.toThrow(NotPermitted)
})

test('whoever may not change an address moves no lock to another one either', async () => {
  const { profileChange } = desk.tools.settings
  const rules = { ...profileChange.profileChange, administrator: ['name'] as const }
  const closed = { ...profileChange, profileChange: rules }
  const underRules = (settings: typeof closed): Tools => ({
    ...desk.tools,
    settings: { ...desk.tools.settings, profileChange: settings },
  })
  const watched = { ...closed, rollout: { 'profile-change': { mode: 'monitor' as const } } }
  const { relockMember, approveRebind: rebind, grantAddress } = OF_PEOPLE
  const answers: string[] = []
  for (const [actor, tools] of [
    [desk.olivia, underRules(closed)],
    [desk.olivia, underRules(watched)],
    [operator, underRules(closed)],
  ] as const) {
    for (const act of [relockMember, rebind, grantAddress]) {
      const place = { person: desk.people.ann.user_id, organization: ACME }
      const said = act?.(tools, actor, place) ?? Promise.reject(new Error('no such operation'))
      answers.push(
        await said.then(
          () => 'done',
          (error: Error) => error.name,
        ),
      )
    }
  }
  const all = (said: string) => [said, said, said]
  expect(answers).toEqual([...all('NotPermitted'), ...all('done'), ...all('done')])
})

test('the audit says which fields, and no value', async () => {
  await change(oneself('ann'), 'ann', { name: 'Ann B.', ...locale('de') })
  expect(desk.audit.map(({ phase, before, after }) => [phase, before, after])).toEqual([
    ['begun', { fields: ['name', 'attribute locale'] }, null],
    ['ended', { fields: ['name', 'attribute locale'] }, { written: ['name', 'user_metadata'] }],
  ])
})
