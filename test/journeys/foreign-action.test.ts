import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { refresh, signIn } from '../../scripts/auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { type DoorAnswer, readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/**
 * What an Action of somebody else, in the same trigger, can and cannot do to the guard. SECURITY.md
 * ("Other Actions") says the same in words.
 */
const DEEDS = {
  'take the block away': "api.user.setAppMetadata('og_block', null)",
  'take the lock away': "api.user.setAppMetadata('og_lock', null)",
  'take back that it is written': "api.user.setAppMetadata('og_lock', undefined)",
  'change the lock': `const lock = event.user.app_metadata.og_lock
    api.user.setAppMetadata('og_lock', { ...lock, a: lock.a.map(([mark, of]) => [mark + 'x', of]) })`,
  'say that the directory has answered just now':
    "api.refreshToken.setMetadata('og_chk', String(Math.floor(Date.now() / 1000)))",
  'say of which organization the token is': "api.refreshToken.setMetadata('og_org', OTHER)",
  'forget of which organization the token is': "api.refreshToken.setMetadata('og_org', null)",
  'open the breaker': "api.cache.set('og_breaker', '99', { ttl: 86400000 })",
  'name the token for the directory': "api.cache.set('og_management_token', 'mine')",
  'read the token for the directory': `const kept = api.cache.get('og_management_token')?.value ?? ''
    api.user.setUserMetadata('read', [kept.length > 0, kept.startsWith('ey')])`,
} as const
type Deed = keyof typeof DEEDS

const foreignCode = (place: 'before' | 'after', other: string): string => `
const OTHER = '${other}'
exports.onExecutePostLogin = async (event, api) => {
  switch (event.user.user_metadata.${place}) {
${Object.entries(DEEDS)
  .map(([deed, body]) => `case '${deed}': { ${body}; break }`)
  .join('\n')}
  }
}`

const API = '/api/v2/users/*'
let deployed: DeployedTenant
let acme: string
let globex: string
const browsers: Browser[] = []

beforeAll(async () => {
  deployed = await deployedTenant({ name: 'local-strict' })
  const { names } = deployed.scene
  acme = idOf(names, 'organizations', 'acme')
  globex = idOf(names, 'organizations', 'globex')
  const [before, after] = [await bindable('before'), await bindable('after')]
  const { bindings } = deployed.running.tenant.state
  const [guard] = bindings.get('post-login') ?? []
  if (guard === undefined) throw new Error('the guard is not bound')
  bindings.set('post-login', [
    { ...guard, id: 'bnd_before', action_id: before },
    guard,
    { ...guard, id: 'bnd_after', action_id: after },
  ])
})
afterAll(async () => {
  for (const browser of browsers) browser.close()
  await deployed?.stop()
})
beforeEach(() => {
  deployed.running.control.setSwitches({ organizationOnRefresh: true })
  deployed.running.tenant.state.faults = []
})

async function bindable(place: 'before' | 'after'): Promise<string> {
  const { actions } = deployed.scene.management
  const { id = '' } = await actions.create({
    name: `foreign-${place}`,
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
    code: foreignCode(place, globex),
  })
  deployed.running.clock.advance(1000)
  await actions.deploy(id)
  return id
}

let people = 0
type Member = { readonly person: Person; readonly userId: string; readonly token: string | null }

/** A member of Acme who has signed in there, and so is locked and has a refresh token. */
async function signedIn(): Promise<Member> {
  people += 1
  const person = createPerson('Robin', `robin-${people}@acme.example.com`)
  const userId = await createAdministrator(deployed.scene).enrol(person, ['acme'])
  const answer = await enter(person)
  return { person, userId, token: answer.kind === 'admitted' ? answer.refreshToken : null }
}

const portal = () => deployed.scene.applications['Member Portal']
function enter(person: Person): Promise<DoorAnswer> {
  const browser = openBrowser(deployed.running.certificate)
  browsers.push(browser)
  return signIn(portal(), browser, person, { organization: acme })
}

const users = () => deployed.scene.management.users
const lets = (userId: string, place: 'before' | 'after', deed: Deed) =>
  users().update(userId, { user_metadata: { [place]: deed } })
const told = (answer: DoorAnswer): string => {
  const { decision, reason } = readOutcome(answer, deployed.scene.keys, () => '')
  return reason === '' ? decision : reason
}
const leaveAcme = ({ userId }: Member) =>
  deployed.scene.management.organizations.members.delete(acme, { members: [userId] })
const keptOf = async ({ userId }: Member) => (await users().get(userId)).app_metadata ?? {}

describe('an Action before the guard can', () => {
  test('lift a block, which is not signed: from the login on, and for good', async () => {
    const member = await signedIn()
    await createAdministrator(deployed.scene).block(member.userId, '*')
    const blocked = told(await enter(member.person))
    await lets(member.userId, 'before', 'take the block away')
    const after = told(await enter(member.person))
    expect([blocked, after, Object.keys(await keptOf(member))]).toEqual([
      'USER_SUSPENDED',
      'admitted',
      ['og_lock'],
    ])
  })

  test('remove a lock while missing ones are adopted', async () => {
    const member = await signedIn()
    const { email } = createPerson('Robin', `moved-${member.userId.slice(-6)}@acme.example.com`)
    await createAdministrator(deployed.scene).changeAddress(member.userId, email)
    const drifted = told(await enter({ ...member.person, email }))
    await lets(member.userId, 'before', 'take the lock away')
    expect([drifted, told(await enter({ ...member.person, email }))]).toEqual([
      'EMAIL_DRIFT',
      'admitted',
    ])
  })

  test('make the guard forget of which organization a token is: it is then of none', async () => {
    const member = await signedIn()
    deployed.running.control.setSwitches({ organizationOnRefresh: false })
    await leaveAcme(member)
    await lets(member.userId, 'before', 'forget of which organization the token is')
    expect(told(await refresh(portal(), member.token))).toBe('ORG_CONTEXT_MISSING')
  })
})

describe('an Action before the guard cannot', () => {
  test('change a lock', async () => {
    const member = await signedIn()
    await lets(member.userId, 'before', 'change the lock')
    expect(told(await enter(member.person))).toBe('STATE_TAMPERED')
  })

  test('pass a token off as one of another organization', async () => {
    const member = await signedIn()
    await deployed.scene.management.organizations.members.create(globex, {
      members: [member.userId],
    })
    deployed.running.control.setSwitches({ organizationOnRefresh: false })
    await leaveAcme(member)
    const removed = told(await refresh(portal(), member.token))
    expect(removed).toBe('NOT_MEMBER')
    const other = await signedIn()
    await createAdministrator(deployed.scene).block(other.userId, 'acme')
    await lets(other.userId, 'before', 'say of which organization the token is')
    expect(told(await refresh(portal(), other.token))).toBe('ORG_BLOCKED')
  })

  test.each<[Deed]>([['open the breaker'], ['name the token for the directory']])(
    '%s: the directory is asked, and says no',
    async (deed) => {
      const member = await signedIn()
      await leaveAcme(member)
      await lets(member.userId, 'before', deed)
      expect(told(await refresh(portal(), member.token))).toBe('NOT_MEMBER')
    },
  )

  test('read the token for the directory', async () => {
    const member = await signedIn()
    await refresh(portal(), member.token)
    const next = await signedIn()
    await lets(next.userId, 'before', 'read the token for the directory')
    await refresh(portal(), next.token)
    expect((await users().get(next.userId)).user_metadata?.read).toEqual([true, false])
  })

  test('say that the directory has answered: without an answer nobody is trusted for a while', async () => {
    const member = await signedIn()
    await lets(member.userId, 'before', 'say that the directory has answered just now')
    deployed.running.control.addFault({ path: API, status: 503, times: 2 })
    expect(told(await refresh(portal(), member.token))).toBe('MEMBERSHIP_UNAVAILABLE')
  })
})

test('an Action after the guard can take back that a lock is written', async () => {
  people += 1
  const person = createPerson('Robin', `robin-${people}@acme.example.com`)
  const userId = await createAdministrator(deployed.scene).enrol(person, ['acme'])
  await lets(userId, 'after', 'take back that it is written')
  expect([told(await enter(person)), await keptOf({ person, userId, token: null })]).toEqual([
    'admitted',
    {},
  ])
})

test('without a deed a slow directory costs nobody their token: asked again, it is refreshed', async () => {
  const member = await signedIn()
  const first = await refresh(portal(), member.token)
  const token = first.kind === 'admitted' ? first.refreshToken : null
  deployed.running.control.addFault({ path: API, status: 503, times: 2 })
  const second = await refresh(portal(), token)
  expect([told(first), told(second)]).toEqual(['admitted', 'admitted'])
})
