import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deriveKeys } from '../../../actions/records/keyring.ts'
import { EXIT } from '../../../scripts/ground/exit.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../../scripts/project/local-environments.ts'
import { openReceipts } from '../../../scripts/shipping/receipts/receipt-store.ts'
import { aReceipt } from '../../builders/a-receipt.ts'
import { anOperator, type RunCommand } from '../../builders/an-operator.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { TEST_SEAL } from '../../builders/test-seal.ts'
import { type DeployedTenant, deployedTenant } from '../../journeys/deployed-tenant.ts'

/** A tenant that is as git says, and in which the sample rulebook enforces. */
let deployed: DeployedTenant
let run: RunCommand
beforeAll(async () => {
  deployed = await deployedTenant()
  const { clientId, clientSecret } = deployed.running.machineClients.guard
  const secrets = { OG_CLIENT_ID: clientId, OG_CLIENT_SECRET: clientSecret }
  const operator = await anOperator(deployed)
  run = (args, variables) => operator(args, { ...secrets, ...variables })
})
afterAll(() => deployed?.stop())

const DEVELOPMENT_KEY_ID = deriveKeys(DEVELOPMENT_SIGNING_KEY).id

type Told = Readonly<Record<string, readonly string[]>>

async function doctor(
  args: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ readonly exit: number; readonly told: Told }> {
  const { exit, lines } = await run(['doctor', '--json', ...args], variables)
  const { steps } = JSON.parse(lines.join('\n'))
  const told = steps.map((one: { step: string; state: string; missing: { code: string }[] }) => [
    one.step,
    [one.state, ...one.missing.map(({ code }) => code)],
  ])
  return { exit, told: Object.fromEntries(told) }
}

test('composes what others find of a tenant that is as git says', async () => {
  expect(await doctor()).toEqual({
    exit: EXIT.differences,
    told: {
      deploy: ['done'],
      monitor: ['done'],
      enforce: ['missing', 'survey_missing'],
      rotate: ['ready'],
    },
  })
})

test.each<[step: string, exit: number]>([
  ['rotate', EXIT.ok],
  ['enforce', EXIT.differences],
])('answers for one step: %s', async (step, exit) => {
  const answer = await doctor(['--step', step])
  expect([answer.exit, Object.keys(answer.told)]).toEqual([exit, [step]])
})

test.each<[what: string, variables: Record<string, string>, code: string, monitor: string]>([
  ['a secret of the environment', { OG_CLIENT_SECRET: '' }, 'secret_missing', 'done'],
  ['a credential', { AUTH0_CLIENT_ID: '' }, 'credential_missing', 'missing'],
  ['a credential that is taken', { AUTH0_CLIENT_SECRET: 'x' }, 'credentials_refused', 'missing'],
])('says that a deploy lacks %s', async (_what, variables, code, monitor) => {
  const { exit, told } = await doctor([], variables)
  expect([exit, told.deploy, told.monitor]).toEqual([
    EXIT.differences,
    ['missing', code],
    [monitor],
  ])
})

test.each<[signing: string, deploy: readonly string[]]>([
  ['0a0a0a0a', ['missing', 'key_still_signs']],
  [DEVELOPMENT_KEY_ID, ['done']],
])('asks of the keys what a deploy asks: the last one signed with %s', async (signing, deploy) => {
  const { domain } = deployed.running
  const folder = join(deployed.staged.project.root, `receipts of ${signing}`)
  const receipts = openReceipts(folder, { environment: 'local', domain }, TEST_SEAL, null)
  const keys = { signing, alsoVerifying: null }
  await receipts.write(aReceipt({ domain, keys, at: new Date(NOON_MS).toISOString() }), [])
  expect((await doctor(['--step', 'deploy', '--receipts', folder])).told.deploy).toEqual(deploy)
})

test('says where the tenant did not show what git holds', async () => {
  const { lines } = await run(['doctor', '--step', 'deploy'])
  expect(lines).toContain('done     deploy: the tenant is as git says, as far as it was shown')
  expect(lines.join('\n')).toMatch(/\n {2}note: .*not compared/)
})

test('for people, and as JSON', async () => {
  const text = (await run(['doctor', '--step', 'rotate'])).lines
  expect(text.filter((line) => line !== '')).toEqual([
    `local: ${deployed.running.domain}`,
    'ready    rotate: begin: the id of a new key goes to `keys.alsoVerifying`',
  ])
  const json = (await run(['doctor', '--step', 'rotate', '--format', 'json'])).lines
  expect(JSON.parse(json.join('\n'))).toMatchObject({ environment: 'local', steps: [{}] })
})

test('a guard that nobody runs any more is a difference before all else', async () => {
  const { control, tenant } = deployed.running
  const snapshot = control.snapshot()
  tenant.state.bindings.set('post-login', [])
  const { told } = await doctor()
  control.restore(snapshot)
  expect([told.deploy, told.monitor]).toEqual([['ready'], ['missing', 'guard_unbound']])
})

test('an environment that is not there is refused', async () => {
  expect((await run(['doctor', '--environment', 'nowhere'])).exit).toBe(EXIT.input)
})

test('looks at enforcing before anybody enforces', async () => {
  const watched = await deployedTenant({
    environment: { ceiling: 'monitor', operatorsCreate: 'unmarked' },
  })
  try {
    const { clientId, clientSecret } = watched.running.machineClients.guard
    const variables = { OG_CLIENT_ID: clientId, OG_CLIENT_SECRET: clientSecret }
    const { lines } = await (await anOperator(watched))(['doctor', '--json'], variables)
    const { steps } = JSON.parse(lines.join('\n'))
    const [enforce] = steps.filter(({ step }: { step: string }) => step === 'enforce')
    expect([enforce.state, enforce.notes[0]]).toEqual([
      'missing',
      expect.stringMatching(/^operators_refused: operators create accounts with nothing/),
    ])
  } finally {
    await watched.stop()
  }
})
