import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { deriveKeys } from '../../actions/records/keyring.ts'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { createPerson } from '../../scripts/auth0/login-client/person.ts'
import { EXIT } from '../../scripts/ground/exit.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { openScene } from '../../scripts/journey/scene.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../scripts/project/local-environments.ts'
import { openDeployedScene, type ShippingScene } from './shipping-scene.ts'

/** What comes of a tenant that the Deploy CLI has deployed to, once the guard is taken out. */

let scene: ShippingScene
beforeAll(async () => {
  scene = await openDeployedScene()
})
afterAll(() => scene.stop())
beforeEach(() => scene.rewind())

const uninstall = () => scene.run('uninstall', '--reason', 'moving away', '--yes')
const guards = (): readonly string[] =>
  [...scene.running.tenant.state.actions.values()]
    .map(({ name }) => name)
    .filter((name) => name.startsWith('org-guard-'))

const guardCode = (): string | undefined =>
  [...scene.running.tenant.state.actions.values()].find(
    ({ name }) => name === 'org-guard-post-login',
  )?.code

/** Cleo is a member with an address that no invitation was for: the sample rulebook refuses her. */
async function aRefusedPerson(): Promise<() => Promise<string>> {
  const { running } = scene
  const keys = [deriveKeys(DEVELOPMENT_SIGNING_KEY)]
  const journey = await openScene(running, running.machineClients.deploy, keys, {
    readLogLines: () => [],
    readMail: () => '',
  })
  const cleo = createPerson('Cleo', 'cleo@example.com')
  await createAdministrator(journey).enrol(cleo, ['acme'])
  return async () => {
    const browser = openBrowser(running.certificate)
    try {
      return (await signIn(journey.applications['Member Portal'], browser, cleo, {})).kind
    } finally {
      browser.close()
    }
  }
}

test('nobody is refused any more, plan and verify say what is missing, and a rollback puts it back', async () => {
  const knock = await aRefusedPerson()
  const [before, knocked] = [guards(), await knock()]
  expect([before.length, knocked]).toEqual([4, 'refused'])
  expect(await uninstall()).toBe(EXIT.ok)
  expect([guards(), await knock()]).toEqual([[], 'admitted'])
  expect(await scene.run('plan', '--json')).toBe(EXIT.differences)
  const { changes, refusals, notes } = JSON.parse(scene.output.at(-1) ?? '')
  const told = changes.map(
    ({ kind, type, name }: Record<string, string>) => `${kind} ${type}/${name}`,
  )
  expect(told.toSorted()).toEqual(
    [
      ...before.map((name) => `create actions/${name}`),
      ...before.map((name) => `bind triggers/${name.slice('org-guard-'.length)}`),
    ].toSorted(),
  )
  expect(refusals).toEqual([])
  expect(notes[0]).toMatch(/^the guard was taken out on .* by somebody: a deploy puts it back$/)
  expect(await scene.run('verify')).toBe(EXIT.differences)
  expect(await scene.run('rollback', '--reason', 'it was the wrong tenant')).toBe(EXIT.ok)
  expect([guards().toSorted(), await knock()]).toEqual([before.toSorted(), 'refused'])
  expect(await scene.run('verify')).toBe(EXIT.ok)
})

test('a later rollback passes over it', async () => {
  const first = guardCode()
  await scene.edit('tenant/rulebook.json', ({ messages }) => {
    ;(messages as Record<string, string>).OG_REAUTH = 'Second.'
  })
  await scene.deploy()
  await uninstall()
  expect(await scene.deploy()).toBe(EXIT.ok)
  expect(guardCode()).not.toBe(first)
  expect(await scene.run('rollback', '--reason', 'wrong')).toBe(EXIT.ok)
  expect(guardCode()).toBe(first)
})
