import { beforeEach, describe, expect } from 'vitest'
import { profileChangeSettings } from '../../../policies/policies.ts'
import { aPortal, type Portal } from '../../builders/a-portal.ts'
import { type Administration, anAdministration } from '../../builders/an-administration.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, NOON_MS } from '../../local-tenant/oidc/start-scene.ts'

/** How an administrator ends what somebody may, in the portal: for a while, and for good. */
let desk: Administration
let portal: Portal

beforeEach(async () => {
  desk = await anAdministration(scene)
  portal = await aPortal(scene, desk)
})

type Name = 'ann' | 'cay' | 'olivia' | 'bob'
const pathOf = (who: Name, operation = ''): string =>
  `/members/${encodeURIComponent(desk.people[who].user_id)}${operation}`

async function page(path: string): Promise<string> {
  const cookie = await portal.cookieOf(await portal.sessionOf(desk.olivia))
  return (await portal.get(path, cookie)).text()
}
/** @returns the status, and what the next page says where there is one */
async function send(path: string, fields: Readonly<Record<string, string>> = {}) {
  const session = await portal.sessionOf(desk.olivia)
  const form = { form_token: session.formToken, ...fields }
  const answer = await portal.post(path, await portal.cookieOf(session), form)
  if (answer.status !== 303) return String(answer.status)
  const next = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const body = await (await portal.get(answer.headers.get('location') ?? '', next)).text()
  return /role="(?:status|alert)">\s*<p>(.*?)<\/p>/s.exec(body)?.[1] ?? 'nothing said'
}

describe('a block', () => {
  const DONE = 'This person is blocked in your organization.'
  const WRONG = 'The block would end before it begins. Give a day to come, or none.'
  test.each<[string, string, number | null | undefined]>([
    ['', DONE, null],
    ['2026-12-01', DONE, Date.UTC(2026, 11, 1) / 1000],
    ['2026-11-20', WRONG, undefined],
    ['2025-12-01', WRONG, undefined],
    ['soon', WRONG, undefined],
  ])('until `%s`', async (until, said, end) => {
    expect(await send(pathOf('ann', '/block'), { reason: 'OTHER', until })).toBe(said)
    const block = { o: ACME, r: 'OTHER', t: NOON_MS / 1000 }
    const b = [{ ...block, ...(typeof end === 'number' ? { until: end } : {}) }]
    expect(desk.recordOf(desk.people.ann, 'og_block')).toEqual(
      end === undefined ? undefined : { v: 1, b },
    )
    const shown = (await page(pathOf('ann'))).match(/<dt>Block<\/dt><dd>(.*?)<\/dd>/)?.[1]
    expect(shown).toBe(
      end === undefined
        ? 'not blocked'
        : `blocked in your organization${end === null ? '' : ', until 2026-12-01T00:00:00.000Z'}`,
    )
  })
})

describe('an erasure', () => {
  const isThere = (who: Name): boolean => scene.tenant.state.users.has(desk.people[who].user_id)

  test('is asked, and done', async () => {
    expect(await page(pathOf('ann'))).toContain(`href="${pathOf('ann', '/erase')}"`)
    expect(await page(pathOf('ann', '/erase'))).toContain('Nothing brings it back')
    expect(isThere('ann')).toBe(true)
    expect(await send(pathOf('ann', '/erase'))).toBe('This person is forgotten.')
    expect(isThere('ann')).toBe(false)
  })

  test('looks the same of a member of several, and is then refused', async () => {
    const [ann, cay] = await Promise.all(
      (['ann', 'cay'] as const).map(async (who) => {
        const body = (await page(pathOf(who))) + (await page(pathOf(who, '/erase')))
        const { user_id, email = '' } = desk.people[who]
        const own = [encodeURIComponent(user_id), user_id, email, /(?<="form_token" value=")[^"]*/g]
        return own.reduce((text: string, one) => text.replaceAll(one, 'x'), body)
      }),
    )
    expect(cay).toBe(ann)
    expect([await send(pathOf('cay', '/erase')), isThere('cay')]).toEqual(['404', true])
  })

  test.each<[string, Name]>([
    ['of oneself', 'olivia'],
    ['of somebody of another', 'bob'],
  ])('%s is neither offered nor done', async (_what, who) => {
    expect(await page(pathOf(who))).not.toContain(pathOf(who, '/erase'))
    expect([await send(pathOf(who, '/erase')), isThere(who)]).toEqual(['404', true])
  })

  test('is neither offered nor done where the rulebook keeps it closed', async () => {
    const { profileChange } = profileChangeSettings()
    Object.assign(desk.tools.settings.profileChange, {
      profileChange: { ...profileChange, administrator: ['name'] },
    })
    expect(await page(pathOf('ann'))).not.toContain(pathOf('ann', '/erase'))
    expect([await send(pathOf('ann', '/erase')), isThere('ann')]).toEqual(['404', true])
  })
})
