import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deriveKeys } from '../../actions/records/keyring.ts'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { createPerson } from '../../scripts/auth0/login-client/person.ts'
import { DISARMED_LINE } from '../../scripts/bundle/disarm-rulebook.ts'
import { EXIT } from '../../scripts/ground/exit.ts'
import { sha256 } from '../../scripts/ground/sha256.ts'
import type { UserFault } from '../../scripts/ground/user-fault.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { openScene } from '../../scripts/journey/scene.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../scripts/project/local-environments.ts'
import type { DeployOptions } from '../../scripts/shipping/deploy.ts'
import { openDeployedScene, type ShippingScene } from './shipping-scene.ts'

let scene: ShippingScene
beforeAll(async () => {
  scene = await openDeployedScene()
})
afterAll(() => scene.stop())
beforeEach(() => scene.rewind())

const GUARD = 'org-guard-post-login'

/** The code that runs: of the deployed version, not of the draft. */
function running(name = GUARD): string {
  const { actions, actionVersions } = scene.running.tenant.state
  const action = [...actions.values()].find((one) => one.name === name)
  return actionVersions.get(action?.deployed_version_id ?? '')?.code ?? ''
}

const bound = (trigger = 'post-login'): readonly (string | undefined)[] =>
  (scene.running.tenant.state.bindings.get(trigger) ?? []).map(
    ({ action_id }) => scene.running.tenant.state.actions.get(action_id)?.name,
  )

const receipts = async (): Promise<readonly string[]> =>
  (await readdir(join(scene.checkout, '.build/local/receipts')))
    .filter((name) => name.endsWith('.json'))
    .sort()

async function newestReceipt(): Promise<Record<string, unknown>> {
  const files = await scene.filesIn('.build/local/receipts')
  const name = (await receipts()).at(-1) ?? ''
  return JSON.parse(files.get(join(scene.checkout, '.build/local/receipts', name)) ?? '{}')
}

const changeMessage = (text: string): Promise<void> =>
  scene.edit('tenant/rulebook.json', ({ messages }) => {
    ;(messages as Record<string, string>).OG_REAUTH = text
  })

const NEW_KEY = 'another-key-of-the-local-environment-made-for-this-very-test'
const NEW_KEY_ID = deriveKeys(NEW_KEY).id

/** The second deploy of a rotation, and the third; no file that environments share is touched. */
async function rotate(step: 'to both' | 'to the new one'): Promise<void> {
  const isBoth = step === 'to both'
  scene.variables.OG_SIGNING_KEY = NEW_KEY
  scene.variables.OG_VERIFYING_KEY = isBoth ? DEVELOPMENT_SIGNING_KEY : ''
  await scene.edit('tenant/environments/local.json', ({ keys }) => {
    const alsoVerifying = isBoth ? deriveKeys(DEVELOPMENT_SIGNING_KEY).id : null
    Object.assign(keys as object, { signing: NEW_KEY_ID, alsoVerifying })
  })
}

function runningSecrets(): readonly (readonly [string, string | undefined])[] {
  const { actions, actionVersions } = scene.running.tenant.state
  const action = [...actions.values()].find(({ name }) => name === GUARD)
  const version = actionVersions.get(action?.deployed_version_id ?? '')
  return (version?.secrets ?? [])
    .map(({ name, value }) => [name, value] as const)
    .toSorted(([one], [other]) => one.localeCompare(other))
}

/** Other code than was shipped, with every hash as it should be. */
async function forge(receipt: string): Promise<void> {
  const folder = '.build/local/receipts'
  const files = await scene.filesIn(folder)
  const text = files.get(join(scene.checkout, folder, receipt)) ?? ''
  const { actions } = JSON.parse(text) as { actions: { name: string; sha256: string }[] }
  const old = actions.find(({ name }) => name === GUARD)?.sha256 ?? ''
  const forged = `${files.get(join(scene.checkout, folder, 'code', `${old}.js`))}// forged\n`
  await scene.write(`${folder}/code/${sha256(forged)}.js`, forged)
  await scene.write(`${folder}/${receipt}`, text.replaceAll(old, sha256(forged)))
}

/** Files a newest receipt that nobody has sealed; @returns its name */
async function plant(
  change: (newest: Record<string, unknown>) => Record<string, unknown>,
): Promise<string> {
  const newest = await newestReceipt()
  const at = new Date(Date.parse(`${newest.at}`) + 1).toISOString()
  const file = `${at.replaceAll(':', '-')}.json`
  const planted = { ...change(newest), at, seal: 'of nobody' }
  await scene.write(`.build/local/receipts/${file}`, JSON.stringify(planted))
  return file
}

/** Deploys a mail provider with this key, which the tenant never gives back. */
async function sends(key: string, options: Partial<DeployOptions> = {}): Promise<number> {
  await scene.edit('tenant/environments/local.json', ({ manages, secrets, ...one }) => ({
    ...one,
    manages: [...new Set(manages as string[]).add('emailProvider')],
    secrets: [...new Set(secrets as string[]).add('EMAIL_API_KEY')],
  }))
  await scene.write('tenant/emails/provider.json', JSON.stringify(PROVIDER))
  scene.variables.EMAIL_API_KEY = key
  return scene.deploy(options)
}

/** An Action that git does not have, deployed and bound to nothing. */
async function createForeign(name: string): Promise<void> {
  const { actions } = scene.management
  const { id = '' } = await actions.create({
    name,
    code: 'exports.onExecutePostLogin = async () => {}',
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
  })
  await expect.poll(async () => (await actions.get(id)).status).toBe('built')
  await actions.deploy(id)
}

async function deleteGuard(): Promise<void> {
  const { actions } = scene.management
  const [{ id = '' } = {}] = (await actions.list({ actionName: GUARD })).data
  await actions.delete(id, { force: true })
}

describe('nobody goes back to what nobody vouches for:', () => {
  test('a receipt with other hashes, and code that agrees with them', async () => {
    const [file = ''] = await receipts()
    await forge(file)
    const before = running()
    expect(await scene.run('rollback', file, '--reason', 'wrong')).toBe(EXIT.input)
    expect(scene.output.at(-1)?.split(':')[0]).toBe('receipt_unsealed')
    expect(await scene.run('rollback', file, '--unsealed', '--reason', 'wrong')).toBe(EXIT.input)
    expect([scene.output.at(-1)?.split(':')[0], running()]).toEqual(['code_missing', before])
  })

  test('other code beside a receipt that is as it was', async () => {
    const [file = ''] = await receipts()
    await deleteGuard()
    for (const [path, code] of await scene.filesIn('.build/local/receipts/code')) {
      await scene.write(path.slice(scene.checkout.length + 1), `${code}// forged\n`)
    }
    expect(await scene.run('rollback', file, '--reason', 'wrong')).toBe(EXIT.input)
    expect([scene.output.at(-1)?.split(':')[0], running()]).toEqual(['code_missing', ''])
  })

  test('a planted receipt that a deploy has filed once more, to void a secret in it', async () => {
    expect(await sends('first')).toBe(EXIT.ok)
    await forge(await plant((newest) => newest))
    expect(await sends('second')).toBe(EXIT.ok)
    const before = running()
    expect(await scene.run('rollback', '--reason', 'wrong')).toBe(EXIT.input)
    expect([scene.output.at(-1)?.split(':')[0], running()]).toEqual(['receipt_unnamed', before])
  })

  test('a planted receipt does not make somebody else’s Action ours to unbind', async () => {
    await createForeign('theirs')
    const { actions, bindings } = scene.running.tenant.state
    const { id = '' } = [...actions.values()].find(({ name }) => name === 'theirs') ?? {}
    const entries = bindings.get('post-login') ?? []
    bindings.set('post-login', [
      ...entries,
      ...entries.map((one) => ({ ...one, id: 'binding', action_id: id, display_name: 'theirs' })),
    ])
    await plant(({ actions: ours, ...newest }) => ({
      ...newest,
      actions: (ours as object[]).flatMap((one) => [one, { ...one, name: 'theirs' }]).slice(0, 2),
    }))
    await expect(scene.deploy({ allowDelete: { actions: 1 } })).rejects.toMatchObject({
      faults: [{ code: 'binding_unknown' }],
    })
  })

  test('a receipt that others sealed, unless somebody has read it; then by the tenant’s code', async () => {
    const first = running()
    await changeMessage('Second.')
    await scene.deploy()
    const [file = ''] = await receipts()
    await scene.edit(`.build/local/receipts/${file}`, (one) => ({ ...one, seal: 'of another' }))
    expect(await scene.run('rollback', file, '--reason', 'wrong')).toBe(EXIT.input)
    expect(await scene.run('rollback', file, '--unsealed', '--reason', 'wrong')).toBe(EXIT.ok)
    expect(running()).toBe(first)
  })
})

describe('rollback', () => {
  test('goes back to what ran before, by the version that is there', async () => {
    const first = running()
    await changeMessage('Second.')
    await scene.deploy()
    const second = running()
    expect(second).not.toBe(first)
    expect(await scene.run('rollback', '--reason', 'second was wrong')).toBe(EXIT.ok)
    expect([running(), bound()]).toEqual([first, [GUARD]])
    expect(await newestReceipt()).toMatchObject({
      kind: 'rollback',
      reason: 'second was wrong',
      actor: 'somebody',
      outcome: 'verified',
      wentBackTo: (await receipts())[0],
    })
  })

  test.each([
    [
      'reviving org-guard-pre-user-registration',
      'POST',
      '/api/v2/actions/actions/*/versions/*/deploy',
    ],
    ['asking for a fresh token', 'GET', '/api/v2/actions/actions'],
  ])('that the tenant stopped at “%s” says how it is ended', async (moment, method, path) => {
    const first = running()
    await changeMessage('Second.')
    await scene.deploy()
    const { control } = scene.running
    scene.at(moment, () => control.addFault({ method, path, status: 500, times: 9 }))
    expect(await scene.run('rollback', '--reason', 'wrong')).toBe(EXIT.input)
    control.clearFaults()
    const [, args = ''] =
      /`npm run (rollback -- .* --reason) …`: it/.exec(scene.output.at(-1) ?? '') ?? []
    expect(await scene.run('rollback', '--reason', 'wrong')).toBe(EXIT.input)
    expect(scene.output.at(-1)).toContain('receipt_unnamed')
    const [command = '', ...rest] = args.replace('-- ', '').split(' ')
    expect(await scene.run(command, ...rest, 'wrong')).toBe(EXIT.ok)
    expect(running()).toBe(first)
  })

  test('ends with what git still holds', async () => {
    await changeMessage('Second.')
    await scene.deploy()
    await scene.run('rollback', '--reason', 'wrong')
    expect(scene.output.at(-1)?.split('\n').at(-1)).toBe(
      'git still says otherwise: revert the commit, or the next `deploy` brings it back',
    )
  })

  test('a second time is refused until a receipt is named', async () => {
    const first = running()
    await changeMessage('Second.')
    await scene.deploy()
    await changeMessage('Third.')
    await scene.deploy()
    const [one = '', two = '', three = ''] = await receipts()
    await scene.run('rollback', '--reason', 'third was wrong')
    expect(running()).toContain('Second.')
    expect(await scene.run('rollback', '--reason', 'once more')).toBe(EXIT.input)
    const refusal = scene.output.at(-1) ?? ''
    expect(refusal.split(':')[0]).toBe('receipt_unnamed')
    expect([two, three, one].filter((file) => !refusal.includes(file))).toEqual([])
    expect(running()).toContain('Second.')
    expect(await scene.run('rollback', one, '--reason', 'once more')).toBe(EXIT.ok)
    expect(running()).toBe(first)
  })

  test('asks for a reason', async () => {
    const [file = ''] = await receipts()
    expect(await scene.run('rollback', file)).toBe(EXIT.input)
    expect(scene.output.at(-1)).toContain('reason_missing')
  })

  test.each<readonly [string, (receipt: Record<string, unknown>) => unknown]>([
    ['does not bind its guard', (one) => ({ ...one, bindings: { 'post-login': [] } })],
    ['holds no guard', (one) => ({ ...one, actions: [], bindings: {} })],
    [
      'says nothing of a guard that is bound to nothing',
      (one) => {
        scene.running.tenant.state.bindings.set('post-login', [])
        return { ...one, bindings: {} }
      },
    ],
    [
      'knows of no deployed version of its guard',
      (one) => ({
        ...one,
        actions: (one.actions as object[]).map((action) => ({ ...action, version: null })),
      }),
    ],
  ])('to a receipt that %s is refused', async (_what, change) => {
    const [file = ''] = await receipts()
    await scene.edit(`.build/local/receipts/${file}`, change)
    const before = running()
    expect(await scene.run('rollback', file, '--reason', 'wrong')).toBe(EXIT.input)
    expect(scene.output.at(-1)?.split(':')[0]).toBe('receipt_unsealed')
    expect(await scene.run('rollback', file, '--unsealed', '--reason', 'wrong')).toBe(EXIT.input)
    expect(scene.output.at(-1)?.split(':')[0]).toBe('receipt_unguarded')
    expect(running()).toBe(before)
  })

  test('restores an Action and a binding that are gone', async () => {
    const first = running()
    await deleteGuard()
    expect(bound()).toEqual([])
    expect(await scene.run('rollback', (await receipts())[0] ?? '', '--reason', 'gone')).toBe(
      EXIT.ok,
    )
    expect([running(), bound()]).toEqual([first, [GUARD]])
    expect(scene.output.join('\n')).toContain('its version is gone')
  })

  test('across keys uploads the old code for today’s keys, and says so', async () => {
    const first = running()
    const file = (await receipts())[0] ?? ''
    await rotate('to both')
    await scene.deploy()
    expect(await scene.run('rollback', file, '--reason', 'keys')).toBe(EXIT.ok)
    expect(running()).toBe(
      first.replaceAll(
        'signing: "bcfdb2a3", alsoVerifying: null',
        `signing: "${NEW_KEY_ID}", alsoVerifying: "bcfdb2a3"`,
      ),
    )
    expect(runningSecrets()).toEqual([
      ['OG_SIGNING_KEY', NEW_KEY],
      ['OG_VERIFYING_KEY', DEVELOPMENT_SIGNING_KEY],
    ])
    expect(scene.output.join('\n')).toContain(
      'the keys are others by now, and secrets belong to versions',
    )
  })

  test('that would retire a key asks for a survey, as a deploy does', async () => {
    const [file = ''] = await receipts()
    await rotate('to both')
    await scene.deploy()
    await rotate('to the new one')
    const before = running()
    expect(await scene.run('rollback', file, '--reason', 'keys')).toBe(EXIT.input)
    expect([scene.output.at(-1)?.split(':')[0], running()]).toEqual(['survey_missing', before])
  })

  test('across keys refuses to upload a key that is not the one git names', async () => {
    const file = (await receipts())[0] ?? ''
    const before = running()
    await scene.edit('tenant/environments/local.json', ({ keys }) => {
      ;(keys as Record<string, unknown>).signing = 'a0b1c2d3'
    })
    expect(await scene.run('rollback', file, '--reason', 'keys')).toBe(EXIT.input)
    expect(scene.output.at(-1)).toContain('key_mismatch')
    expect(running()).toBe(before)
  })

  test.each([
    ['a receipt that is not there', ['rollback', 'nowhere.json'], 'receipt_missing'],
    ['no receipt before this one', ['rollback'], 'receipt_missing'],
  ])('%s', async (_what, args, code) => {
    expect(await scene.run(...args, '--reason', 'wrong')).toBe(EXIT.input)
    expect(scene.output.at(-1)).toContain(code)
  })
})

/** Another bundle in the place of the one that lies ready, its hash in the manifest with it. */
async function forgeDisarmed(): Promise<void> {
  const folder = '.build/local/disarmed'
  const files = await scene.filesIn(folder)
  const code = files.get(join(scene.checkout, folder, `${GUARD}.js`)) ?? ''
  const manifest = files.get(join(scene.checkout, folder, 'manifest.json')) ?? ''
  const forged = manifest.replace(sha256(code), sha256(`${code}// forged\n`))
  expect(forged).not.toBe(manifest)
  await scene.write(`${folder}/${GUARD}.js`, `${code}// forged\n`)
  await scene.write(`${folder}/manifest.json`, forged)
}

describe('disarm', () => {
  test('takes the guard down at once, and says who and why', async () => {
    expect(await scene.run('disarm', '--reason', 'nobody gets in', '--actor', 'ops')).toBe(EXIT.ok)
    for (const action of scene.running.tenant.state.actions.values()) {
      expect(running(action.name).startsWith(DISARMED_LINE)).toBe(true)
    }
    expect(bound()).toEqual([GUARD])
    expect(await newestReceipt()).toMatchObject({
      kind: 'disarm',
      reason: 'nobody gets in',
      actor: 'ops',
    })
  })

  test('tells programs what it did, and where the receipt is', async () => {
    await scene.run('disarm', '--reason', 'night', '--json')
    const told = { environment: 'local', domain: scene.running.domain, holds: true }
    const receipt = expect.stringMatching(/\.json$/)
    expect(JSON.parse(scene.output.at(-1) ?? '')).toEqual({
      ...told,
      receipt,
      guards: expect.arrayContaining([GUARD]),
    })
    await scene.run('rearm', '--reason', 'over', '--json')
    expect(JSON.parse(scene.output.at(-1) ?? '')).toMatchObject({ ...told, receipt })
  })

  test('asks for a reason', async () => {
    expect(await scene.run('disarm')).toBe(EXIT.input)
    expect(scene.output.at(-1)).toContain('reason_missing')
  })

  test('says that it is done before it files a receipt, which may fail', async () => {
    await scene.write('.build/local/receipts/9999.json', '{')
    expect(await scene.run('disarm', '--reason', 'night')).toBe(EXIT.input)
    expect(scene.output.some((line) => line.startsWith('disarmed '))).toBe(true)
  })

  test('works in a tenant that drifted, and where nothing builds any more', async () => {
    await scene.management.roles.create({ name: 'New' })
    await scene.write('tenant/rulebook.json', '{ not JSON')
    expect(await scene.run('disarm', '--reason', 'night')).toBe(EXIT.ok)
    expect(running().startsWith(DISARMED_LINE)).toBe(true)
    expect(await scene.run('rearm')).toBe(EXIT.ok)
    expect(running().startsWith(DISARMED_LINE)).toBe(false)
  })

  test('puts up what is built here, whatever lies ready', async () => {
    await forgeDisarmed()
    expect(await scene.run('disarm', '--reason', 'night')).toBe(EXIT.ok)
    expect(running()).toContain('auth0-org-guard, trigger post-login')
    expect(running()).not.toContain('// forged')
  })

  test('takes down a guard that this checkout has no more', async () => {
    const gone = 'org-guard-credentials-exchange'
    await scene.remove(`tenant/actions/${gone}.json`)
    await scene.edit('tenant/triggers/triggers.json', (one) => ({
      ...one,
      'credentials-exchange': [],
    }))
    await scene.edit('tenant/rulebook.json', ({ policies }) => {
      Object.assign((policies as Record<string, object>)['machine-token-gate'] ?? {}, {
        mode: 'off',
      })
    })
    const before = running(gone)
    expect(await scene.run('disarm', '--reason', 'night')).toBe(EXIT.ok)
    const bare = `${DISARMED_LINE}\nexports.onExecuteCredentialsExchange = async () => {}\n`
    expect([running(gone), bound('credentials-exchange')]).toEqual([bare, [gone]])
    const said = scene.output.find((line) => line.startsWith('disarmed '))
    expect(said?.split('; ').at(-1)).toBe(
      `nobody is refused, everything but what passes ${gone} is logged`,
    )
    expect(await scene.run('rearm')).toBe(EXIT.ok)
    expect(running(gone)).toBe(before)
  })

  test('takes down every guard but the one that the tenant does not change, and records it', async () => {
    const stays = 'org-guard-credentials-exchange'
    const { control, tenant } = scene.running
    const { id } = [...tenant.state.actions.values()].find(({ name }) => name === stays) ?? {}
    control.addFault({ method: 'PATCH', path: `/api/v2/actions/actions/${id}`, status: 403 })
    expect(await scene.run('disarm', '--reason', 'night')).toBe(EXIT.input)
    expect(scene.output.at(-1)).toMatch(/^scope_missing: disarming org-guard-credentials-exchange:/)
    const up = [...tenant.state.actions.values()]
      .map(({ name }) => name)
      .filter((name) => !running(name).startsWith(DISARMED_LINE))
    expect(up).toEqual([stays])
    expect(await newestReceipt()).toMatchObject({ kind: 'disarm', outcome: 'differences' })
  })

  test('where nothing builds, believes nothing that anybody could have written', async () => {
    await forgeDisarmed()
    await scene.write('tenant/rulebook.json', '{ not JSON')
    const before = running()
    expect(await scene.run('disarm', '--reason', 'night')).toBe(EXIT.input)
    expect([scene.output.at(-1)?.split(':')[0], running()]).toEqual(['disarmed_unproven', before])
    expect(await scene.run('disarm', '--bare', '--reason', 'night')).toBe(EXIT.ok)
    expect(running()).toBe(`${DISARMED_LINE}\nexports.onExecutePostLogin = async () => {}\n`)
    expect(await scene.run('rearm')).toBe(EXIT.ok)
    expect(running()).toBe(before)
  })

  test.each<[string, exit: number, ...args: string[]]>([
    ['a deploy that got no token', EXIT.input, 'deploy'],
    ['a build', EXIT.ok, 'build'],
    ['a plan without the secrets', EXIT.ok, 'plan', '--without-secrets'],
    ['a rearm from the checkout', EXIT.ok, 'rearm', '--from-checkout'],
  ])(
    'where nothing builds, takes what the last deploy left: after %s',
    async (_what, exit, ...args) => {
      const secret = scene.variables.AUTH0_CLIENT_SECRET
      if (args[0] === 'deploy') scene.variables.AUTH0_CLIENT_SECRET = 'another'
      if (args[0] === 'rearm') await scene.run('disarm', '--reason', 'night')
      expect(await scene.run(...args)).toBe(exit)
      scene.variables.AUTH0_CLIENT_SECRET = secret
      await scene.write('tenant/rulebook.json', '{ not JSON')
      expect(await scene.run('disarm', '--reason', 'night')).toBe(EXIT.ok)
      expect(scene.output).toContain('using the disarmed bundle that the last deploy sealed')
      expect(running()).toContain('auth0-org-guard, trigger post-login')
    },
  )

  test('keeps a deploy from putting the guard up again; rearm does, as it was', async () => {
    const before = running()
    await scene.run('disarm', '--reason', 'night')
    await expect(scene.deploy()).rejects.toMatchObject({
      faults: expect.arrayContaining([expect.objectContaining({ code: 'tenant_disarmed' })]),
    })
    expect(await scene.run('verify')).toBe(EXIT.differences)
    await changeMessage('Merged meanwhile.')
    expect(await scene.run('rearm')).toBe(EXIT.ok)
    expect(running()).toBe(before)
    expect(await newestReceipt()).toMatchObject({ kind: 'rearm' })
    expect(await scene.deploy()).toBe(EXIT.ok)
    expect(running()).toContain('Merged meanwhile.')
  })

  test('is the first thing that plan and verify say, once and without a diff', async () => {
    await scene.run('disarm', '--reason', 'night')
    for (const [command, above] of [
      ['plan', 0],
      ['verify', 2],
    ] as const) {
      expect(await scene.run(command)).toBe(EXIT.differences)
      const lines = (scene.output.at(-1) ?? '').split('\n')
      const saying = lines.flatMap((line, at) => (line.includes('tenant_disarmed') ? [at] : []))
      expect([command, saying, lines.filter((line) => line.startsWith('@@'))]).toEqual([
        command,
        [above],
        [],
      ])
    }
  })

  test.each([
    [false, () => ''],
    [true, () => ` --domain ${scene.running.domain}`],
  ])('says the way back as it is typed: protected %s', async (isProtected, domain) => {
    await scene.edit('tenant/environments/local.json', (one) => ({
      ...one,
      protected: isProtected,
    }))
    await scene.run('disarm', '--reason', 'night', '--domain', scene.running.domain)
    await scene.run('plan', '--json')
    const { refusals } = JSON.parse(scene.output.at(-1) ?? '')
    expect(refusals[0].fix).toBe(
      `run \`npm run rearm -- --environment local${domain()}\` when the night is over`,
    )
  })

  test('is all that a deploy says', async () => {
    await scene.run('disarm', '--reason', 'night')
    scene.output.length = 0
    const refused = await scene.deploy().catch((error: unknown) => error)
    expect((refused as UserFault).faults.map(({ code }) => code)).toEqual(['tenant_disarmed'])
    expect(scene.output.filter((line) => line.includes('plan for'))).toEqual([])
  })

  test('rearm puts up what is checked out only where somebody chose that', async () => {
    const before = running()
    await scene.run('disarm', '--reason', 'night', '--receipts', 'elsewhere')
    const disarmed = running()
    expect(await scene.run('rearm', '--receipts', 'nowhere')).toBe(EXIT.input)
    expect(scene.output.at(-1)?.split(':')[0]).toBe('receipt_missing')
    expect(running()).toBe(disarmed)
    expect(await scene.run('rearm', '--receipts', 'nowhere', '--from-checkout')).toBe(EXIT.ok)
    expect(running()).toBe(before)
    expect(await scene.run('rearm')).toBe(EXIT.ok)
    expect(scene.output.at(-1)).toContain('nothing to do')
  })

  test('rearm puts up nothing of other keys than the guard holds', async () => {
    await scene.run('disarm', '--reason', 'night')
    const disarmed = running()
    await rotate('to both')
    expect(await scene.run('rearm', '--from-checkout')).toBe(EXIT.input)
    const [refusal = ''] = scene.output.slice(-1)
    expect([refusal.split(':')[0], running()]).toEqual(['keys_not_deployed', disarmed])
    expect(await scene.run('rearm')).toBe(EXIT.ok)
    expect(running()).toContain(NEW_KEY_ID)
    expect(runningSecrets()).toContainEqual(['OG_SIGNING_KEY', NEW_KEY])
  })

  test('rearm from the checkout puts up its secrets with the code, whatever lies in the draft', async () => {
    const before = [running(), runningSecrets()]
    const { actions } = scene.running.tenant.state
    await rotate('to both')
    // The deploy of the rotation stops between the upload of the guard and its use.
    const { id } = [...actions.values()].find(({ name }) => name === GUARD) ?? {}
    const path = `/api/v2/actions/actions/${id}/deploy`
    scene.running.control.addFault({ method: 'POST', path, status: 403, times: 50 })
    await expect(scene.deploy()).rejects.toMatchObject({ faults: expect.anything() })
    scene.running.control.clearFaults()
    scene.variables.OG_SIGNING_KEY = DEVELOPMENT_SIGNING_KEY
    scene.variables.OG_VERIFYING_KEY = ''
    await scene.edit('tenant/environments/local.json', ({ keys }) => {
      const signing = deriveKeys(DEVELOPMENT_SIGNING_KEY).id
      Object.assign(keys as object, { signing, alsoVerifying: null })
    })
    await scene.run('disarm', '--reason', 'night')
    expect(await scene.run('rearm', '--from-checkout')).toBe(EXIT.ok)
    expect([running(), runningSecrets()]).toEqual(before)
    // What the receipt holds is what runs: there is nothing to send.
    expect(await scene.run('verify')).toBe(EXIT.ok)
  })

  test('rearm from the checkout uploads no key that is not the one git names', async () => {
    await scene.run('disarm', '--reason', 'night')
    const disarmed = running()
    scene.variables.OG_SIGNING_KEY = NEW_KEY
    expect(await scene.run('rearm', '--from-checkout')).toBe(EXIT.input)
    expect([scene.output.at(-1)?.split(':')[0], running()]).toEqual(['key_mismatch', disarmed])
  })

  test('after a rollback, the rearm of it is nothing to go back from unasked', async () => {
    await changeMessage('Second.')
    await scene.deploy()
    await scene.run('rollback', '--reason', 'wrong')
    const before = running()
    await scene.run('disarm', '--reason', 'night')
    await scene.run('rearm', '--reason', 'over')
    expect(await scene.run('rollback', '--reason', 'once more')).toBe(EXIT.input)
    expect([scene.output.at(-1)?.split(':')[0], running()]).toEqual(['receipt_unnamed', before])
  })

  test.each([
    ['from the checkout', '--from-checkout'],
    ['to a receipt'],
    ['where all else is put up already', 'again'],
    ['from the checkout, where all else is put up already', 'again', '--from-checkout'],
  ])('a rearm %s says which guard it leaves down', async (_what, ...args) => {
    const dropped = 'org-guard-credentials-exchange'
    await scene.remove(`tenant/actions/${dropped}.json`)
    await scene.edit('tenant/triggers/triggers.json', (triggers) => {
      delete triggers['credentials-exchange']
    })
    await scene.edit('tenant/rulebook.json', ({ policies }) => {
      const { 'machine-token-gate': gate } = policies as Record<string, { mode: string }>
      if (gate !== undefined) gate.mode = 'off'
    })
    await scene.edit('tenant/environments/local.json', (environment) => {
      Object.assign(environment, { keeps: { actions: [dropped] } })
    })
    expect(await scene.deploy()).toBe(EXIT.ok)
    await scene.run('disarm', '--bare', '--reason', 'night')
    if (args[0] === 'again') await scene.run('rearm', '--reason', 'over')
    const options = args.filter((one) => one.startsWith('--'))
    const before = await receipts()
    expect(await scene.run('rearm', ...options, '--json', '--reason', 'over')).toBe(
      EXIT.differences,
    )
    const told = { holds: false, disarmed: [dropped] }
    expect(JSON.parse(scene.output.at(-1) ?? '')).toMatchObject(told)
    expect([running(), running(dropped)].map((code) => code.startsWith(DISARMED_LINE))).toEqual([
      false,
      true,
    ])
    // Where nothing was put up there is nothing to record: a next `rearm` would take it for what ran before.
    expect((await receipts()).length - before.length).toBe(args[0] === 'again' ? 0 : 1)
    const { actions } = (await newestReceipt()) as { actions: readonly { name: string }[] }
    const held = actions.map(({ name }) => name)
    expect([held.includes(GUARD), held.includes(dropped)]).toEqual([true, false])
  })

  test.each(['rearm', 'rollback'])(
    'a %s binds no Action that others have deleted since',
    async (command) => {
      const { actions } = scene.management
      const { id = '' } = await actions.create({
        name: 'enrich',
        code: 'exports.onExecutePostLogin = async () => {}',
        supported_triggers: [{ id: 'post-login', version: 'v3' }],
      })
      await expect.poll(async () => (await actions.get(id)).status).toBe('built')
      await actions.deploy(id)
      await scene.edit('tenant/environments/local.json', (environment) => {
        Object.assign(environment, { keeps: { actions: ['enrich'] } })
      })
      await scene.edit('tenant/triggers/triggers.json', (triggers) => {
        const entry = { action_name: 'enrich', display_name: 'enrich' }
        ;(triggers['post-login'] as object[]).push(entry)
      })
      await scene.deploy()
      const before = running()
      const [file = ''] = (await receipts()).slice(-1)
      await scene.run('disarm', '--reason', 'night')
      await actions.delete(id, { force: true })
      const named = command === 'rollback' ? [file] : []
      expect(await scene.run(command, ...named, '--reason', 'over')).toBe(EXIT.ok)
      expect(scene.output.join('\n')).toContain(
        'enrich: no longer in the tenant, so nothing runs it',
      )
      expect([running(), (await newestReceipt()).outcome]).toEqual([before, 'verified'])
    },
  )

  test('a rearm from the checkout records the guards that were up, too', async () => {
    const { actions } = scene.running.tenant.state
    const { id } = [...actions.values()].find(({ name }) => name === GUARD) ?? {}
    const path = `/api/v2/actions/actions/${id}`
    scene.running.control.addFault({ method: 'PATCH', path, status: 403, times: 50 })
    expect(await scene.run('disarm', '--reason', 'night')).toBe(EXIT.input)
    scene.running.control.clearFaults()
    expect(await scene.run('rearm', '--from-checkout')).toBe(EXIT.ok)
    const { actions: held } = (await newestReceipt()) as { actions: readonly { name: string }[] }
    expect(held.map(({ name }) => name)).toContain(GUARD)
  })

  test('admits whom the guard refuses, through a real door', async () => {
    const { running: tenant } = scene
    const keys = [deriveKeys(DEVELOPMENT_SIGNING_KEY)]
    const journey = await openScene(tenant, tenant.machineClients.deploy, keys, {
      readLogLines: () => [],
      readMail: () => '',
    })
    const cleo = createPerson('Cleo', 'cleo@example.com')
    await createAdministrator(journey).enrol(cleo, ['acme'])
    const knock = async (): Promise<string> => {
      const browser = openBrowser(tenant.certificate)
      try {
        return (await signIn(journey.applications['Member Portal'], browser, cleo, {})).kind
      } finally {
        browser.close()
      }
    }
    expect(await knock()).toBe('refused')
    await scene.run('disarm', '--reason', 'night')
    expect(await knock()).toBe('admitted')
    await scene.run('rearm')
    expect(await knock()).toBe('refused')
  })
})

describe('a deploy after which no fresh token is to be had', () => {
  test.each([
    ['that came to its end', false, ['locked_out']],
    ['that stopped half-way', true, ['deploy_failed', 'locked_out']],
  ] as const)('%s puts back what ran before, with the token in hand', async (_, stops, codes) => {
    const before = running()
    await changeMessage('Second.')
    // It goes with the deploy: what is put back after it must not wait for it.
    await createForeign('an-old-one')
    if (stops) {
      await scene.management.roles.create({ name: 'New' })
      const path = '/api/v2/roles/*'
      scene.running.control.addFault({ method: 'DELETE', path, status: 403, times: 1 })
    }
    // The first token is for the deploy, the next one is asked for after it.
    let asked = 0
    const { state } = scene.running.tenant
    const { output } = scene
    output.push = (...lines) => {
      if (lines.includes('asking for a fresh token')) {
        asked += 1
        for (const [key, grant] of state.clientGrants) {
          if (grant.client_id === scene.running.machineClients.deploy.clientId)
            state.clientGrants.delete(key)
        }
      }
      return Array.prototype.push.apply(output, lines)
    }
    const refused = await scene
      .deploy({ allowDelete: { actions: 1, roles: 1 } })
      .catch((error) => error)
    Reflect.deleteProperty(output, 'push')
    expect((refused as UserFault).faults.map(({ code }) => code)).toEqual(codes)
    expect([asked, running(), bound()]).toEqual([1, before, [GUARD]])
  })
})

describe('a deploy that was stopped', () => {
  test('before its first deployed Action leaves what ran, and the next one finishes', async () => {
    const before = running()
    await changeMessage('Second.')
    const { control } = scene.running
    control.addFault({ method: 'POST', path: '/api/v2/actions/actions/*/deploy', drop: true })
    await expect(scene.deploy()).rejects.toMatchObject({ faults: [{ code: 'tenant_unavailable' }] })
    control.clearFaults()
    expect([running(), bound()]).toEqual([before, [GUARD]])
    expect(await scene.deploy()).toBe(EXIT.ok)
    expect(running()).toContain('Second.')
    expect(await scene.run('plan')).toBe(EXIT.ok)
  })

  test('behind a secret that only the tenant keeps does not leave the earlier one vouched for', async () => {
    expect([await sends('first'), await scene.run('verify')]).toEqual([EXIT.ok, EXIT.ok])
    await scene.edit('tenant/roles/Member.json', (one) => ({ ...one, description: 'Reads' }))
    const { control } = scene.running
    control.addFault({ method: 'PATCH', path: '/api/v2/roles/*', status: 403, times: 50 })
    const stopped = sends('second', { actor: 'bob' })
    await expect(stopped).rejects.toMatchObject({ faults: expect.anything() })
    expect(await newestReceipt()).toMatchObject({
      kind: 'deploy',
      actor: 'bob',
      reason:
        'a deploy was about to send another value of what the tenant never gives back (`/emails/provider`); all else is as the receipt before says',
      outcome: 'differences',
    })
    expect(scene.written().filter((line) => line.endsWith('/emails/provider'))).toEqual([
      'POST /emails/provider',
      'PATCH /emails/provider',
    ])
    control.clearFaults()
    await scene.edit('tenant/roles/Member.json', ({ description: _, ...one }) => one)
    scene.variables.EMAIL_API_KEY = 'first'
    expect(await scene.run('verify')).toBe(EXIT.differences)
    expect([await scene.deploy(), await scene.run('verify')]).toEqual([EXIT.ok, EXIT.ok])
  })

  test('before it sent such a secret, because the tenant has moved, leaves no receipt', async () => {
    expect(await sends('first', { actor: 'alice' })).toBe(EXIT.ok)
    const before = await receipts()
    scene.at('the Deploy CLI applies what was rehearsed; it takes its time', () => {
      for (const role of scene.running.tenant.state.roles.values()) role.description = 'Theirs'
    })
    await expect(sends('second', { actor: 'bob' })).rejects.toMatchObject({
      faults: [{ code: 'tenant_moved' }],
    })
    expect(await receipts()).toEqual(before)
  })

  test('by a tenant that can no longer be asked for a token has its receipt all the same', async () => {
    await changeMessage('Second.')
    const { control } = scene.running
    scene.at('asking for a fresh token', () =>
      control.addFault({ method: 'POST', path: '/oauth/token', drop: true, times: 50 }),
    )
    await expect(scene.deploy()).rejects.toMatchObject({ faults: [{ code: 'tenant_unavailable' }] })
    control.clearFaults()
    expect([(await receipts()).length, await scene.run('verify')]).toEqual([2, EXIT.ok])
    await scene.run('rollback', '--reason', 'wrong')
    expect(running()).not.toContain('Second.')
  })

  test('before its receipt gets one from the next deploy', async () => {
    await changeMessage('Second.')
    await scene.deploy()
    const [first = '', second = ''] = await receipts()
    await rm(join(scene.checkout, '.build/local/receipts', second))
    await scene.deploy()
    expect((await receipts()).length).toBe(2)
    expect((await receipts())[0]).toBe(first)
    await scene.run('rollback', '--reason', 'wrong')
    expect(running()).not.toContain('Second.')
  })
})

const PROVIDER = {
  name: 'sendgrid',
  enabled: true,
  default_from_address: 'no-reply@example.com',
  credentials: { api_key: '@@EMAIL_API_KEY@@' },
}
