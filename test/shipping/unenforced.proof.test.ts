import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EXIT } from '../../scripts/ground/exit.ts'
import { UserFault } from '../../scripts/ground/user-fault.ts'
import { dayFromNow } from '../builders/day-from-now.ts'
import { openDeployedScene, type ShippingScene } from './shipping-scene.ts'

/** Deploys and readings that would leave a tenant with a guard that guards nothing. */

let scene: ShippingScene
beforeAll(async () => {
  scene = await openDeployedScene()
})
afterAll(() => scene.stop())
beforeEach(() => scene.rewind())

const GUARD = 'org-guard-post-login'
const ENVIRONMENT = 'tenant/environments/local.json'
const TRIGGERS = 'tenant/triggers/triggers.json'

/** What is refused, by code; or how it ended. */
async function outcome(): Promise<readonly string[] | number> {
  try {
    return await scene.deploy()
  } catch (error) {
    if (!(error instanceof UserFault)) throw error
    return error.faults.map(({ code }) => code)
  }
}

const changeMessage = (): Promise<void> =>
  scene.edit('tenant/rulebook.json', ({ messages }) => {
    ;(messages as Record<string, string>).OG_REAUTH = 'Second.'
  })

const waive = (finding: string, expires = dayFromNow(30)): Promise<void> =>
  scene.edit('tenant/waivers.json', () => ({
    waivers: [{ finding, owner: 'platform', reason: 'on its way', expires }],
  }))

const bound = (): readonly (string | undefined)[] =>
  (scene.running.tenant.state.bindings.get('post-login') ?? []).map(
    ({ action_id }) => scene.running.tenant.state.actions.get(action_id)?.name,
  )

const unbind = (): void => {
  scene.running.tenant.state.bindings.set('post-login', [])
}

const withoutTriggers = (): Promise<void> =>
  scene.edit(ENVIRONMENT, (environment) => {
    environment.manages = (environment.manages as string[]).filter((type) => type !== 'triggers')
  })

describe('a deploy refuses what `check` calls an error', () => {
  test('a rulebook that says one thing twice', async () => {
    await changeMessage()
    const text = await readFile(join(scene.checkout, 'tenant/rulebook.json'), 'utf8')
    await scene.write('tenant/rulebook.json', text.replace('{', '{"exemptions": [],'))
    expect(await outcome()).toEqual(['json_duplicate_key'])
    expect(scene.written()).toEqual([])
  })

  test('a guard that is bound to nothing', async () => {
    await scene.edit(TRIGGERS, (triggers) => ({ ...triggers, 'post-login': [] }))
    expect(await outcome()).toEqual(['guard_unbound'])
    expect([scene.written(), bound()]).toEqual([[], [GUARD]])
  })

  test('unless a waiver says so', async () => {
    await scene.edit(TRIGGERS, (triggers) => ({ ...triggers, 'post-login': [] }))
    await waive('guard_unbound')
    expect(await outcome()).toBe(EXIT.ok)
    expect(bound()).toEqual([])
    expect(await scene.run('verify')).toBe(EXIT.ok)
    expect(scene.output.at(-1)).toContain(
      `\`platform\` answers for that until \`${dayFromNow(30)}\``,
    )
  })

  test('as long as the waiver holds', async () => {
    unbind()
    await withoutTriggers()
    await waive('guard_unbound', '2020-01-01')
    expect(await scene.run('verify')).toBe(EXIT.differences)
  })

  test('but looks only when there is something to deploy', async () => {
    const text = await readFile(join(scene.checkout, 'tenant/rulebook.json'), 'utf8')
    const [key = ''] = /"OG_REAUTH":\s*"[^"]*"/.exec(text) ?? []
    await scene.write('tenant/rulebook.json', text.replace(key, `${key}, ${key}`))
    expect(await outcome()).toBe(EXIT.ok)
  })
})

describe('a guard that is bound to nothing is a difference', () => {
  const verified = async (): Promise<readonly [number, boolean, boolean]> => {
    const code = await scene.run('verify')
    const text = scene.output.at(-1) ?? ''
    return [code, text.includes(`\`${GUARD}\` is bound to nothing`), text.startsWith('verified')]
  }

  test.each<readonly [string, () => Promise<void>]>([
    [
      'where git does not name its trigger',
      () =>
        scene.edit(TRIGGERS, (triggers) =>
          Object.fromEntries(Object.entries(triggers).filter(([name]) => name !== 'post-login')),
        ),
    ],
    ['where the environment does not manage triggers', withoutTriggers],
    [
      'where git says so',
      () => scene.edit(TRIGGERS, (triggers) => ({ ...triggers, 'post-login': [] })),
    ],
  ])('%s', async (_what, change) => {
    await change()
    unbind()
    expect(await verified()).toEqual([EXIT.differences, true, false])
    expect(await outcome()).toBe(EXIT.differences)
    expect(scene.written()).toEqual([])
  })

  test('and one that is bound in the Dashboard is none', async () => {
    await withoutTriggers()
    expect(await verified()).toEqual([EXIT.ok, false, true])
  })

  test('in JSON too', async () => {
    await withoutTriggers()
    unbind()
    await scene.run('verify', '--json')
    expect(JSON.parse(scene.output.at(-1) ?? '')).toMatchObject({
      holds: false,
      unbound: [{ name: GUARD, trigger: 'post-login' }],
    })
  })
})
