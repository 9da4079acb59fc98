import { beforeEach, describe, expect } from 'vitest'
import { sealReference } from '../../../actions/records/reference.ts'
import { deprovisionPerson } from '../../../scripts/administration/deprovision-person.ts'
import type { Actor } from '../../../scripts/administration/prove-actor.ts'
import { aPortal, type Portal } from '../../builders/a-portal.ts'
import { type Administration, anAdministration } from '../../builders/an-administration.ts'
import { TEST_KEYS } from '../../builders/test-keys.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, GLOBEX, NOON_MS } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration
let portal: Portal
let cay: Actor
let gus: Actor

beforeEach(async () => {
  desk = await anAdministration(scene)
  portal = await aPortal(scene, desk)
  cay = desk.administrator(desk.people.cay)
  gus = desk.administrator(desk.people.gus, GLOBEX)
})

const NEW = 'cay@new.example.com'
const record = (key: string) => desk.recordOf(desk.people.cay, key)
const pathOf = (who: 'cay' | 'ann', operation = '') =>
  `/members/${encodeURIComponent(desk.people[who].user_id)}${operation}`

async function page(actor: Actor, path: string): Promise<string> {
  const cookie = await portal.cookieOf(await portal.sessionOf(actor))
  return (await portal.get(path, cookie)).text()
}
async function send(actor: Actor, path: string, fields = {}): Promise<string> {
  const session = await portal.sessionOf(actor)
  const form = { form_token: session.formToken, ...fields }
  const answer = await portal.post(path, await portal.cookieOf(session), form)
  if (answer.status !== 303) return String(answer.status)
  const next = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const body = await (await portal.get(answer.headers.get('location') ?? '', next)).text()
  return /role="(?:status|alert)">\s*<p>(.*?)<\/p>/s.exec(body)?.[1] ?? 'nothing said'
}
const ask = (address: string) => send(cay, '/account/address', { address })

describe('a new address', () => {
  test('that was asked for is seen by administrators there alone, and approved', async () => {
    expect(await ask(' Cay@New.example.com')).toMatch(/^The administrators of your organization/)
    expect(record('og_request')).toEqual({ v: 1, o: ACME, a: NEW, t: NOON_MS / 1000 })
    expect(await page(cay, '/account')).toContain(`You asked for <bdi>${NEW}</bdi>`)
    expect(await page(desk.olivia, '/members')).toContain('asks for a new address')
    expect(await page(desk.olivia, pathOf('cay'))).toContain(`Asks for <bdi>${NEW}</bdi>`)
    expect(await page(gus, '/members')).not.toContain('asks for')
    expect(await page(gus, pathOf('cay'))).not.toContain(NEW)

    expect(await send(desk.olivia, pathOf('cay', '/rebind'), { address: NEW })).toMatch(
      /^The person may sign in from the new address once/,
    )
    expect(record('og_rebind')).toMatchObject({ g: [{ o: ACME }] })
    // An operator changes the address of somebody of several.
    expect(record('og_request')).toMatchObject({ a: NEW })
    expect(await page(cay, '/account')).toContain('an operator changes it')
    expect(await page(desk.olivia, '/members')).not.toContain('asks for a new address')
    expect(await page(desk.olivia, pathOf('cay'))).toContain('A new address is approved')
    expect(JSON.stringify(desk.audit)).not.toContain('new.example.com')
  })

  test.each(['ann@new.example.com', 'bob@globex.example.com'])(
    'is confirmed by the person, whosever `%s` is',
    async (address) => {
      const { people, administrator, olivia } = desk
      const ann = administrator(people.ann)
      await send(ann, '/account/address', { address })
      await send(olivia, pathOf('ann', '/rebind'), { address })
      const body = await page(ann, '/account')
      expect(body).toContain('action="/account/address/confirm"')
      expect(body).toContain(`value="${address}"`)
      expect(await send(ann, '/account/address/confirm', { address })).toBe(
        'If this address can be yours, a message is on its way there. Open its link, then sign in with the new address.',
      )
      const other = { address: 'ann@other.example.com' }
      expect(await send(ann, '/account/address/confirm', other)).toMatch(/^Nobody has approved/)
      expect(scene.tenant.state.users.get(people.ann.user_id)?.email).toBe(
        address.startsWith('ann') ? address : people.ann.email,
      )
    },
  )

  test('is declined, and nothing moves', async () => {
    await ask(NEW)
    expect(await send(gus, pathOf('cay', '/decline-address'))).toMatch(/^It was so already/)
    expect(record('og_request')).toBeDefined()
    expect(await send(desk.olivia, pathOf('cay', '/decline-address'))).toMatch(/^The request is/)
    expect([record('og_request'), record('og_rebind')]).toEqual([undefined, undefined])
  })

  test('takes the place of what was asked before; asked again changes nothing', async () => {
    await ask('cay@other.example.com')
    await ask(NEW)
    expect(record('og_request')).toMatchObject({ a: NEW })
    expect(await ask(NEW)).toMatch(/^It was so already/)
    expect(await ask('no address')).toBe('This cannot be used as an address.')
    expect(record('og_request')).toMatchObject({ a: NEW })
  })

  test('is not asked for where the rulebook keeps the address closed', async () => {
    const { profileChange } = desk.tools.settings.profileChange
    Object.assign(desk.tools.settings.profileChange, {
      profileChange: { ...profileChange, self: ['name'] },
    })
    expect(await page(cay, '/account')).not.toContain('action="/account/address"')
    expect(await ask(NEW)).toBe('404')
  })

  test('goes with an account that is anonymised', async () => {
    await send(desk.administrator(desk.people.ann), '/account/address', { address: NEW })
    const settings = { ...desk.tools.settings, departed: 'anonymise' as const }
    await deprovisionPerson({ ...desk.tools, settings }, desk.olivia, {
      person: desk.people.ann.user_id,
    })
    expect(JSON.stringify(scene.tenant.state.users.get(desk.people.ann.user_id))).not.toContain(
      'new.example.com',
    )
  })
})

describe('refused sign-ins', () => {
  const refusal = (more: object) => {
    const refused = { reason: 'EMAIL_DRIFT', policy: 'email-lock', atMs: NOON_MS } as const
    scene.tenant.state.logs.push({
      log_id: `log_${scene.tenant.state.logs.length}`,
      date: new Date(NOON_MS).toISOString(),
      type: 'f',
      client_name: 'Reports',
      user_name: 'somebody@secret.example.com',
      description: `OG_ADMIN: Ask. (reference ${sealReference(refused, TEST_KEYS)})`,
      ...more,
    })
  }

  test('are of the own organization alone, with the reason, and name members alone', async () => {
    const { ann, bob } = desk.people
    refusal({ organization_id: ACME, user_id: ann.user_id })
    refusal({ organization_id: ACME, user_id: bob.user_id })
    refusal({ organization_id: ACME, description: 'of somebody@secret.example.com', type: 'fp' })
    refusal({ organization_id: GLOBEX, user_id: ann.user_id, client_name: 'Not for Acme' })
    refusal({ user_id: ann.user_id, client_name: 'Without one' })
    refusal({ organization_id: ACME, user_id: ann.user_id, type: 's', client_name: 'Admitted' })
    const body = await page(desk.olivia, '/refusals')
    expect(body.match(/Somebody who is no member/g)).toHaveLength(2)
    expect(body.match(/<p><a href="\/members/g)).toHaveLength(1)
    expect(body).toContain('(EMAIL_DRIFT)')
    expect(body).toContain('Auth0 itself refused, with an entry `fp` in the log')
    expect(body).not.toMatch(/secret\.example|Not for Acme|Without one|Admitted|bob/)
  })

  test('are shown to administrators alone', async () => {
    const cookie = await portal.cookieOf(
      await portal.sessionOf(desk.administrator(desk.people.ann)),
    )
    expect((await portal.get('/refusals', cookie)).status).toBe(404)
  })
})
