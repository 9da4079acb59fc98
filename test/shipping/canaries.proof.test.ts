import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deriveKeys } from '../../actions/records/keyring.ts'
import { createPerson } from '../../scripts/auth0/login-client/person.ts'
import { EXIT } from '../../scripts/ground/exit.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { openScene } from '../../scripts/journey/scene.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../scripts/project/local-environments.ts'
import { openDeployedScene, type ShippingScene } from './shipping-scene.ts'

const CALLBACK = 'http://127.0.0.1:4180/callback'
const MEMBER = {
  name: 'a member',
  client: 'Member Portal',
  redirectUri: CALLBACK,
  organization: 'acme',
  identifier: 'CANARY_ADDRESS',
  password: 'CANARY_PASSWORD',
  expect: 'admitted',
}
const OUTSIDER = {
  ...MEMBER,
  name: 'without organization',
  organization: undefined,
  expect: 'refused',
}

describe('canaries', () => {
  let scene: ShippingScene
  const canary = createPerson('Canary', 'canary@example.com')

  beforeAll(async () => {
    scene = await openDeployedScene()
  })
  afterAll(() => scene.stop())
  beforeEach(async () => {
    await scene.rewind()
    const { running, variables } = scene
    const keys = [deriveKeys(DEVELOPMENT_SIGNING_KEY)]
    const journey = await openScene(running, running.machineClients.deploy, keys, {
      readLogLines: () => [],
      readMail: () => '',
    })
    await createAdministrator(journey).enrol(canary, ['acme'])
    Object.assign(variables, { CANARY_ADDRESS: canary.email, CANARY_PASSWORD: canary.password })
  })

  const withCanaries = (...canaries: readonly object[]): Promise<void> =>
    scene.edit('tenant/environments/local.json', (environment) => ({ ...environment, canaries }))

  const verify = async (): Promise<{ code: number; seen: readonly string[] }> => {
    const code = await scene.run('verify', '--json')
    const { canaries } = JSON.parse(scene.output.at(-1) ?? '{}')
    return { code, seen: canaries.map((one: { seen: string }) => one.seen) }
  }

  test('sign in after the comparison: one passes, one is refused by the guard', async () => {
    await withCanaries(MEMBER, OUTSIDER)
    expect(await verify()).toEqual({
      code: EXIT.ok,
      seen: ['admitted', 'refused: ORG_CONTEXT_MISSING by org-required'],
    })
    expect(scene.output.join('\n')).not.toMatch(new RegExp(`${canary.email}|${canary.password}`))
  })

  test.each([
    [
      'the one that must pass is refused',
      { ...OUTSIDER, expect: 'admitted' },
      /^refused: ORG_CONTEXT_MISSING/,
    ],
    ['the one that must be refused passes', { ...MEMBER, expect: 'refused' }, /^admitted$/],
  ])('%s: a difference', async (_what, one, seen) => {
    await withCanaries(one)
    expect(await verify()).toEqual({ code: EXIT.differences, seen: [expect.stringMatching(seen)] })
  })

  test('a refusal that is not the guard’s proves nothing', async () => {
    scene.variables.CANARY_PASSWORD = 'mistyped'
    await withCanaries(OUTSIDER)
    expect(await verify()).toEqual({
      code: EXIT.differences,
      seen: [expect.stringMatching(/^refused, but not by the guard/)],
    })
  })

  test('a disarmed guard is noticed by them too', async () => {
    await withCanaries(OUTSIDER)
    await scene.run('disarm', '--reason', 'night')
    expect(await verify()).toEqual({ code: EXIT.differences, seen: ['admitted'] })
  })

  test('are walked after a deploy, and decide how it ends', async () => {
    await withCanaries({ ...OUTSIDER, expect: 'admitted' })
    await scene.edit('tenant/roles/Member.json', (role) => ({ ...role, description: 'Works' }))
    expect(await scene.deploy()).toBe(EXIT.differences)
    expect(scene.output.join('\n')).toContain('a canary was not treated as expected')
  })

  test.each([
    ['without credentials', MEMBER, 'canary_without_credentials'],
    ['of a client without an id', { ...MEMBER, client: 'Nobody' }, 'name_without_id'],
    ['of an organization without an id', { ...MEMBER, organization: 'nowhere' }, 'name_without_id'],
  ] as const)('%s are refused', async (_what, one, code) => {
    if (code === 'canary_without_credentials') delete scene.variables.CANARY_PASSWORD
    await withCanaries(one)
    expect(await scene.run('verify')).toBe(EXIT.input)
    expect(scene.output.at(-1)).toContain(code)
  })
})
