import { cp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deriveKeys } from '../../actions/records/keyring.ts'
import { EXIT } from '../../scripts/ground/exit.ts'
import { readJsonFile } from '../../scripts/ground/parse-json-file.ts'
import type { Surroundings } from '../../scripts/ground/surroundings.ts'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { runCommandLine } from '../../scripts/run-command-line.ts'
import { aCheckout, ROOT } from '../builders/a-checkout.ts'

/** Two tenants at once, each commanded from a process of its own with its own keys and credentials. */
const NAMES = ['north', 'south'] as const
const KEYS = {
  north: 'the-key-of-the-environment-north-made-for-this-test',
  south: 'the-key-of-the-environment-south-made-for-this-test',
}

describe('several environments', () => {
  let checkout: string
  const tenants = new Map<string, RunningTenant>()
  const variables: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
  }
  const printed: string[] = []

  beforeAll(async () => {
    checkout = (await aCheckout()).root
    for (const name of NAMES) await prepare(name)
  })
  afterAll(async () => {
    await Promise.all([...tenants.values()].map((tenant) => tenant.stop()))
    await rm(checkout, { recursive: true, force: true })
  })

  async function prepare(name: (typeof NAMES)[number]): Promise<void> {
    const running = await startTenant({ actionBuildMs: 1, holdsActionTimers: true })
    tenants.set(name, running)
    const local = (await readJsonFile(join(ROOT, 'tenant/environments/local.json'), 'local')) as {
      secrets: readonly string[]
    }
    const certificate = join(checkout, `${name}.pem`)
    await writeFile(certificate, running.certificate)
    await cp(
      join(ROOT, 'tenant/environments/local.ids.json'),
      join(checkout, `tenant/environments/${name}.ids.json`),
    )
    await writeFile(
      join(checkout, `tenant/environments/${name}.json`),
      JSON.stringify({
        ...local,
        domain: running.domain,
        keys: { signing: deriveKeys(KEYS[name]).id, alsoVerifying: null },
      }),
    )
    const { deploy, guard } = running.machineClients
    const values: Record<string, string> = {
      ...Object.fromEntries(local.secrets.map((secret) => [secret, `value-of-${secret}`])),
      OG_SIGNING_KEY: KEYS[name],
      OG_CLIENT_ID: guard.clientId,
      OG_CLIENT_SECRET: guard.clientSecret,
      OG_DOMAIN: running.domain,
      AUTH0_CLIENT_ID: deploy.clientId,
      AUTH0_CLIENT_SECRET: deploy.clientSecret,
      OG_CERTIFICATE: certificate,
    }
    for (const [key, value] of Object.entries(values))
      variables[`${name.toUpperCase()}__${key}`] = value
  }

  const run = (...args: readonly string[]): Promise<number> => {
    printed.length = 0
    const surroundings: Surroundings = {
      root: checkout,
      environmentVariables: variables,
      nowMs: Date.now,
      print: (text) => printed.push(`${text}`),
      progress: () => {},
      untilStopped: () => Promise.reject(new Error('nobody asked to wait')),
    }
    return runCommandLine(args, surroundings)
  }

  test('are planned side by side, each with its own tenant, and summed up', async () => {
    expect(await run('plan', '--environments', 'north,south')).toBe(EXIT.differences)
    for (const name of NAMES) {
      expect(printed).toContain(`[${name}] plan for ${name} at ${tenants.get(name)?.domain}`)
    }
    expect(printed.at(-1)).toBe(
      '\nenvironment  result\n-----------  -------\nnorth        changes\nsouth        changes',
    )
  })

  test('answer as one JSON value', async () => {
    expect(await run('plan', '--environments', 'north,south', '--json')).toBe(EXIT.differences)
    expect(JSON.parse(printed.join('\n'))).toEqual({
      environments: NAMES.map((name) => ({
        name,
        exit: EXIT.differences,
        answer: expect.objectContaining({ environment: name, domain: tenants.get(name)?.domain }),
      })),
    })
  })

  test('that write stop at the first that fails, and say which were not started', async () => {
    const secret = variables.NORTH__AUTH0_CLIENT_SECRET ?? ''
    delete variables.NORTH__AUTH0_CLIENT_SECRET
    expect(await run('rollback', '--environments', 'north,south', '--reason', 'both')).toBe(
      EXIT.input,
    )
    expect(printed.join('\n')).toContain('[north] credential_missing')
    expect(printed.at(-1)).toContain('south        not started')
    variables.NORTH__AUTH0_CLIENT_SECRET = secret
  })

  test.each([
    ['a file of one plan', ['deploy', 'plan.json']],
    ['a typed domain', ['deploy', '--domain', 'north.example.com']],
    ['one file to write', ['plan', '--out', 'plan.json']],
  ])('do not go together with %s', async (_what, args) => {
    const [command = '', ...rest] = args
    expect(await run(command, '--environments', 'north,south', ...rest)).toBe(EXIT.input)
    expect(printed.at(-1)).toContain('option_invalid')
  })

  test('must exist', async () => {
    expect(await run('plan', '--environments', 'north,nowhere')).toBe(EXIT.input)
    expect(printed.at(-1)).toContain('environment_unknown')
  })
})
