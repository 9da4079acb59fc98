import { beforeEach, describe, expect } from 'vitest'
import type { Actor } from '../../../scripts/administration/prove-actor.ts'
import type { Receipt } from '../../../scripts/administration/receipt.ts'
import { OF_PEOPLE } from '../../builders/administration-acts.ts'
import {
  type Administration,
  anAdministration,
  operator,
} from '../../builders/an-administration.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, addPerson } from '../../local-tenant/oidc/start-scene.ts'

/** What a person has outside of the organization is not its administrator's to know. */
let desk: Administration
/** Members of Acme, by what else rests on their accounts. */
let people: Readonly<Record<string, string>>

beforeEach(async () => {
  desk = await anAdministration(scene)
  const add = async (email: string, differences: object): Promise<string> =>
    (await addPerson(scene, email, [ACME], differences)).user_id
  people = {
    nothing: desk.people.ann.user_id,
    'another membership': desk.people.cay.user_id,
    'a right of the tenant': await add('dee@acme.example.com', { role_ids: ['rol_admin'] }),
    'a block of the tenant': await add('eve@acme.example.com', { blocked: true }),
  }
})

/** Whoever is told is told whom they asked for; the hash is over what is not theirs to read. */
async function told(name: string, actor: Actor, person: string) {
  const receipt = await OF_PEOPLE[name]?.(desk.tools, actor, { person, organization: ACME })
  const { id: _id, person: _person, audit: _audit, ...rest } = receipt as Receipt
  return rest
}

describe('an administrator is told the same, whatever else rests on the account', () => {
  test.each(['blockMember', 'removeMember', 'deprovisionPerson'])('%s', async (name) => {
    const { nothing = '', ...others } = people
    const alone = await told(name, desk.olivia, nothing)
    expect(alone).toMatchObject({
      changed: true,
      revoked: { sessions: 'of the organization', refreshTokens: 'of the organization' },
    })
    expect(alone.undone[0]).toBe(
      'sessions and refresh tokens that are not of this organization alone may go on; the guard refuses them here',
    )
    for (const person of Object.values(others)) {
      expect(await told(name, desk.olivia, person)).toEqual(alone)
    }
  })

  test('also where it was interrupted, and is run again', async () => {
    const { nothing = '', 'another membership': elsewhere = '' } = people
    const { state } = scene.tenant
    for (const person of [nothing, elsewhere]) {
      const og_block = { v: 1, b: [{ o: ACME, r: 'DEPROVISIONING', t: 1 }] }
      Object.assign(state.users.get(person) ?? {}, { app_metadata: { og_block } })
      state.memberships = state.memberships.filter(
        ({ user_id, organization_id }) => user_id !== person || organization_id !== ACME,
      )
    }
    const alone = await told('deprovisionPerson', desk.olivia, nothing)
    expect(alone.changed).toBe(true)
    expect(await told('deprovisionPerson', desk.olivia, elsewhere)).toEqual(alone)
  })
})

test('an operator is told what became of the account, and why', async () => {
  const said: unknown[] = []
  for (const [what, person] of Object.entries(people)) {
    const { revoked, undone } = await told('deprovisionPerson', operator, person)
    said.push([what, revoked, undone.filter((one) => one.startsWith('the account'))])
  }
  const all = { sessions: 'all', refreshTokens: 'all' }
  const some = { sessions: 'none', refreshTokens: 'of the organization' }
  expect(said).toEqual([
    ['nothing', all, []],
    [
      'another membership',
      some,
      ['the account stays: the person is a member of other organizations'],
    ],
    [
      'a right of the tenant',
      some,
      ['the account stays: it holds roles or permissions of the tenant'],
    ],
    [
      'a block of the tenant',
      all,
      ['the account stays: with it would go its block for the whole tenant'],
    ],
  ])
})

test('an administrator is told that an address stays, and not what keeps it', async () => {
  const { 'another membership': elsewhere = '' } = people
  const seen = async (actor: Actor) => (await told('approveRebind', actor, elsewhere)).undone
  expect([await seen(desk.olivia), await seen(operator)]).toEqual([
    [
      'the address of the profile stays until the person confirms the new one, or an operator changes it',
    ],
    [],
  ])
})
