import { beforeEach, expect } from 'vitest'
import { profileChangeSettings } from '../../../policies/policies.ts'
import { aPortal } from '../../builders/a-portal.ts'
import { type Administration, anAdministration } from '../../builders/an-administration.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'

let desk: Administration

beforeEach(async () => {
  desk = await anAdministration(scene)
})

const closeAddress = () => {
  const { profileChange } = profileChangeSettings()
  Object.assign(desk.tools.settings.profileChange, {
    profileChange: { ...profileChange, administrator: ['name'] },
  })
}
const giveTenantRole = () => {
  const { user_id } = desk.people.ann
  Object.assign(scene.tenant.state.users.get(user_id) ?? {}, { role_ids: ['rol_admin'] })
}

test.each<[string, () => void, boolean, number]>([
  ['is offered, and done', () => {}, true, 303],
  ['is not offered where the rulebook closes it', closeAddress, false, 404],
  ['is not offered of whoever holds rights of the tenant', giveTenantRole, false, 404],
])('moving the lock of a member %s', async (_what, happens, isOffered, status) => {
  happens()
  const portal = await aPortal(scene, desk)
  const session = await portal.sessionOf(desk.olivia)
  const cookie = await portal.cookieOf(session)
  const path = `/members/${encodeURIComponent(desk.people.ann.user_id)}`
  const body = await (await portal.get(path, cookie)).text()
  const said = body.includes('Only an operator of the tenant moves the lock of this person.')
  const offered = ['relock', 'rebind'].map((name) => body.includes(`action="${path}/${name}"`))
  expect([offered, said]).toEqual([[isOffered, isOffered], !isOffered])
  const fields = { form_token: session.formToken, address: 'ann@new.example.com' }
  for (const name of ['relock', 'rebind']) {
    expect((await portal.post(`${path}/${name}`, cookie, fields)).status).toBe(status)
  }
})
