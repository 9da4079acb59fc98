import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCertificate } from '../../scripts/local-tenant/certificate.ts'
import type { ClientOrder, ClientReport } from './client-program.ts'
import type { Account, LoginTarget } from './login-client.ts'
import type { SimulacrumReport } from './simulacrum-program.ts'
import { type Program, startProgram } from './start-program.ts'
import type { MemoryReport, TenantReport } from './tenant-program.ts'

export type TenantFigures = {
  readonly own: EmulatorFigures
  readonly simulacrum: EmulatorFigures
}

export type EmulatorFigures = {
  readonly bootMs: number
  /** After the warm-up, in order: the first 1,000 logins, and the last 1,000 of all. */
  readonly first: number
  readonly last: number
  /** Over all logins after the warm-up. */
  readonly whole: number
  readonly residentBytes: number
}

export type TenantBenchOptions = {
  readonly logins: number
  readonly progress: (line: string) => void
}

const WARM_UP = 1000
const IN_FLIGHT = 16
const BLOCK = 1000

/**
 * Full PKCE logins per second, client, emulator and Action process each on their own, on the same
 * machine: ours with the real guard in every login, beside the other emulator in the same run.
 */
export async function benchTenant(
  root: string,
  options: TenantBenchOptions,
): Promise<TenantFigures> {
  const own = await benchOwn(root, options)
  return { own: own.figures, simulacrum: await benchSimulacrum(own.accounts, options) }
}

async function benchOwn(
  root: string,
  options: TenantBenchOptions,
): Promise<{ figures: EmulatorFigures; accounts: readonly Account[] }> {
  const emulator = startProgram('tenant-program', { nodeOptions: ['--expose-gc'] })
  try {
    const { bootMs, target, accounts } = await emulator.ask<TenantReport>(root)
    const speeds = await logInBlocks(target, accounts, 'local tenant', options)
    const memory = await emulator.ask<MemoryReport>('measure')
    if (memory.notGuarded > 0 || memory.locked < accounts.length) {
      throw new Error(`logins went past the guard: ${JSON.stringify(memory)}`)
    }
    const { residentBytes } = memory
    return { figures: { bootMs, residentBytes, ...speeds }, accounts }
  } finally {
    await emulator.stop()
  }
}

/** It has no Actions, organizations or sessions of its own, and does not check the PKCE verifier. */
async function benchSimulacrum(
  accounts: readonly Account[],
  options: TenantBenchOptions,
): Promise<EmulatorFigures> {
  const home = await mkdtemp(join(tmpdir(), 'auth0-org-guard-bench-'))
  const certificates = join(home, '.simulacrum', 'certs')
  const { certificate, privateKey } = await createCertificate()
  await mkdir(certificates, { recursive: true })
  await writeFile(join(certificates, 'localhost.pem'), certificate)
  await writeFile(join(certificates, 'localhost-key.pem'), privateKey)
  const emulator = startProgram('simulacrum-program')
  try {
    const order = { home, port: SIMULACRUM_PORT, accounts }
    const { bootMs } = await emulator.ask<SimulacrumReport>(order)
    const target: LoginTarget = {
      origin: `https://localhost:${SIMULACRUM_PORT}`,
      certificate,
      clientId: '00000000000000000000000000000000',
      redirectUri: 'http://127.0.0.1:4180/callback',
      parameters: { scope: 'openid email offline_access', audience: 'https://api.example.com/' },
      form: 'lock',
    }
    const logins = Math.min(options.logins, MOST_SIMULACRUM_LOGINS)
    const speeds = await logInBlocks(target, accounts, 'simulacrum', { ...options, logins })
    const { residentBytes } = await emulator.ask<SimulacrumReport>(order)
    return { bootMs, residentBytes, ...speeds }
  } finally {
    await emulator.stop()
    await rm(home, { recursive: true, force: true })
  }
}

// It takes none above 9,999, so the system cannot choose one.
const SIMULACRUM_PORT = 9440
/** It slows down with every login: as many as ours get would take most of an hour. */
const MOST_SIMULACRUM_LOGINS = 2000

async function logInBlocks(
  target: LoginTarget,
  accounts: readonly Account[],
  name: string,
  { logins, progress }: TenantBenchOptions,
): Promise<Pick<EmulatorFigures, 'first' | 'last' | 'whole'>> {
  const client = startProgram('client-program')
  try {
    await logIn(client, { target, accounts, logins: WARM_UP, inFlight: IN_FLIGHT })
    const speeds: number[] = []
    for (let done = 0; done < logins; done += BLOCK) {
      progress(`${name}: ${done} of ${logins} logins, ${Math.round(speeds.at(-1) ?? 0)}/s`)
      speeds.push(await logIn(client, { target, accounts, logins: BLOCK, inFlight: IN_FLIGHT }))
    }
    const seconds = speeds.reduce((sum, perSecond) => sum + BLOCK / perSecond, 0)
    const whole = (speeds.length * BLOCK) / seconds
    return { first: speeds[0] ?? 0, last: speeds.at(-1) ?? 0, whole }
  } finally {
    await client.stop()
  }
}

async function logIn(client: Program, order: ClientOrder): Promise<number> {
  const { perSecond, failure } = await client.ask<ClientReport>(order)
  if (failure !== null) throw new Error(`a login failed: ${failure}`)
  return perSecond
}
