import { beforeEach, describe, expect } from 'vitest'
import { blockMember, suspendPerson } from '../../../scripts/administration/block-member.ts'
import { type Act, OF_PEOPLE } from '../../builders/administration-acts.ts'
import {
  type Administration,
  anAdministration,
  operator,
} from '../../builders/an-administration.ts'
import { countLogins } from '../../builders/count-logins.ts'
import { over } from '../../builders/over.ts'
import { signInMember } from '../../builders/sign-in-member.ts'
import { managementClient } from '../../local-tenant/management/management-access.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, GLOBEX } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration

beforeEach(async () => {
  desk = await anAdministration(scene)
})

const signedIn = (person: { email?: string }, organization: string) =>
  signInMember(scene, person, organization)
const left = (person: { user_id: string }) => countLogins(desk, person)

describe('what else rests on an account goes on', () => {
  const PERMISSION = { resource_server_identifier: 'https://api.example.com/' }
  const { blockMember: block, removeMember, deprovisionPerson } = OF_PEOPLE
  const acts = Object.entries({ block, removeMember, deprovisionPerson })
  const WITHIN = { revoked: { sessions: 'none', refreshTokens: 'of the organization' } }
  const TOLD = {
    revoked: { sessions: 'of the organization', refreshTokens: 'of the organization' },
  }
  const giveRight = () => {
    const held = { ...PERMISSION, permission_name: 'operate:people' }
    const ann = scene.tenant.state.users.get(desk.people.ann.user_id)
    Object.assign(ann ?? {}, { direct_permissions: [held] })
  }
  const act = (one: Act | undefined, tools = desk.tools) =>
    one?.(tools, desk.olivia, { person: desk.people.ann.user_id })

  test.each(acts)('of whoever holds rights of the tenant: %s', async (_name, one) => {
    const { ann } = desk.people
    giveRight()
    await signedIn(ann, ACME)
    expect(await act(one)).toMatchObject(TOLD)
    expect(await left(ann)).toEqual({ sessions: 1, refreshTokens: 1 })
  })

  test.each(acts.slice(0, 2))('of whoever may, and nobody can tell: %s', async (_name, one) => {
    const { ann } = desk.people
    await signedIn(ann, ACME)
    const blind = await managementClient(scene, { scopes: ['update:users'] })
    const { management } = desk.tools
    const users = over(management.users, { roles: blind.users.roles })
    const tools = { ...desk.tools, management: over(management, { users }) }
    expect(await act(one, tools)).toMatchObject(TOLD)
    expect(await left(ann)).toEqual({ sessions: 1, refreshTokens: 1 })
  })

  test('of whoever is no member where an operator blocks them', async () => {
    const { ann } = desk.people
    await signedIn(ann, ACME)
    scene.tenant.state.memberships = scene.tenant.state.memberships.filter(
      ({ user_id }) => user_id !== ann.user_id,
    )
    const place = { person: ann.user_id, organization: GLOBEX, reason: 'OTHER' }
    expect(await blockMember(desk.tools, operator, place)).toMatchObject(WITHIN)
    expect(await left(ann)).toEqual({ sessions: 1, refreshTokens: 1 })
  })

  test('not of whoever an operator suspends, whatever they hold', async () => {
    const { ann } = desk.people
    giveRight()
    await signedIn(ann, ACME)
    await suspendPerson(desk.tools, operator, { person: ann.user_id, reason: 'OTHER' })
    expect(await left(ann)).toEqual({ sessions: 0, refreshTokens: 0 })
  })
})
