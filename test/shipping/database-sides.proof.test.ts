import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { EXIT } from '../../scripts/ground/exit.ts'
import { type JsonObject, recordOf } from '../../scripts/ground/json-value.ts'
import { openDeployedScene, type ShippingScene } from './shipping-scene.ts'

/** Options of a database of which a tenant takes those of one side alone: what git says arrives, and the other side goes. */

let scene: ShippingScene
beforeAll(async () => {
  scene = await openDeployedScene()
})
afterAll(() => scene.stop())
beforeEach(() => scene.rewind())

const PASSWORDS = {
  disable_signup: true,
  passwordPolicy: 'good',
  password_complexity_options: { min_length: 12 },
}
const USERNAMES = { requires_username: true, validation: { username: { min: 3, max: 15 } } }
const ATTRIBUTES = {
  attributes: { email: { identifier: { active: true }, signup: { status: 'required' } } },
}

const say = (more: JsonObject): Promise<void> =>
  scene.write(
    'tenant/database-connections/staff/database.json',
    JSON.stringify({
      name: 'staff',
      strategy: 'auth0',
      enabled_clients: [],
      options: { ...PASSWORDS, ...more },
    }),
  )

const optionsOfStaff = (): object => {
  const { connections } = scene.running.tenant.state
  return recordOf([...connections.values()].find(({ name }) => name === 'staff')?.options)
}

const ABOUT_NAMES = ['attributes', 'requires_username', 'validation']
const aboutNames = (): readonly string[] =>
  Object.keys(optionsOfStaff()).filter((name) => ABOUT_NAMES.includes(name))

test.each<[string, JsonObject, JsonObject, readonly string[]]>([
  ['from user names to attributes', USERNAMES, ATTRIBUTES, ['requires_username', 'validation']],
  ['from attributes to user names', ATTRIBUTES, USERNAMES, ['attributes']],
])('%s', async (_what, one, other, gone) => {
  await say(one)
  expect(await scene.deploy()).toBe(EXIT.ok)
  await say(other)
  await scene.run('plan', '--json')
  const { changes } = JSON.parse(scene.output.at(-1) ?? '')
  expect(changes.map(({ fields }: { fields: { path: string; kind: string }[] }) => fields)).toEqual(
    [
      [
        ...Object.keys(other).map((name) =>
          expect.objectContaining({ path: `options.${name}`, kind: 'added' }),
        ),
        ...gone.map((name) => ({ path: `options.${name}`, kind: 'removed' })),
      ],
    ],
  )
  expect([await scene.deploy(), await scene.run('verify')]).toEqual([EXIT.ok, EXIT.ok])
  expect(aboutNames().toSorted()).toEqual(Object.keys(other).toSorted())
})

test('a password policy of the other kind is said, and goes with the next change', async () => {
  await say({})
  expect(await scene.deploy()).toBe(EXIT.ok)
  Object.assign(optionsOfStaff(), { password_options: { complexity: { min_length: 1 } } })
  scene.output.length = 0
  expect(await scene.run('verify')).toBe(EXIT.ok)
  const said = scene.output.join('\n')
  expect([said.includes(', as far as it was shown'), said.match(/^note: .*/gm)]).toEqual([
    true,
    [
      'note: staff: options.password_options: in the tenant beside what git says, and not sent with it, so it is not compared',
    ],
  ])
  await say({ disable_signup: false })
  expect([await scene.deploy(), await scene.run('verify')]).toEqual([EXIT.ok, EXIT.ok])
  expect(Object.keys(optionsOfStaff())).not.toContain('password_options')
})
