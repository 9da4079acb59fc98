import { cp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ManagementClient } from 'auth0'
import type { ExitCode } from '../../scripts/ground/exit.ts'
import type { Surroundings } from '../../scripts/ground/surroundings.ts'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { runCommandLine } from '../../scripts/run-command-line.ts'
import { type DeployOptions, deploy } from '../../scripts/shipping/deploy.ts'
import { aCheckout, type Checkout } from '../builders/a-checkout.ts'
import { manageTenant } from '../builders/manage-tenant.ts'

/** A checkout, an empty local tenant, and the commands between them. */
export type ShippingScene = Pick<Checkout, 'edit' | 'write' | 'remove' | 'filesIn'> & {
  readonly checkout: string
  readonly running: RunningTenant
  readonly management: ManagementClient
  /** Everything any command printed or showed as progress. */
  readonly output: string[]
  /** What any command got from its environment; a test changes it. */
  readonly variables: Record<string, string | undefined>
  /** A command as from the shell, apart from the Deploy CLI. */
  run(...args: readonly string[]): Promise<ExitCode>
  /** A deploy by the unmodified Deploy CLI, without the waits that only a tenant far away needs. */
  deploy(options?: Partial<DeployOptions>): Promise<ExitCode>
  /** Writes that left for the tenant since the scene began, or was rewound. */
  written(): readonly string[]
  /** Just before a command says this. */
  at(moment: string, happen: () => void): void
  /** Everything as it was when the scene was opened; quicker than another scene. */
  rewind(): Promise<void>
  stop(): Promise<void>
}

/** A scene whose tenant is as git says. */
export async function openDeployedScene(): Promise<ShippingScene> {
  const scene = await openShippingScene()
  await scene.deploy()
  return withRewind(scene)
}

/** @param project a copy of ours, unless it is another */
export async function openShippingScene(project = aCheckout()): Promise<ShippingScene> {
  const [checkout, running] = await Promise.all([
    project,
    startTenant({ actionBuildMs: 1, holdsActionTimers: true }),
  ])
  const { root, discard, ...files } = checkout
  const certificate = join(root, 'certificate.pem')
  await writeFile(certificate, running.certificate)
  const output: string[] = []
  const variables: Record<string, string | undefined> = {
    AUTH0_DOMAIN: running.domain,
    AUTH0_CLIENT_ID: running.machineClients.deploy.clientId,
    AUTH0_CLIENT_SECRET: running.machineClients.deploy.clientSecret,
    OG_CLIENT_ID: running.machineClients.guard.clientId,
    OG_CLIENT_SECRET: running.machineClients.guard.clientSecret,
    OG_CERTIFICATE: certificate,
    USER: 'somebody',
  }
  const surroundings: Surroundings = {
    root,
    environmentVariables: variables,
    nowMs: Date.now,
    print: (text) => output.push(`${text}`),
    progress: (line) => output.push(line),
    untilStopped: () => Promise.reject(new Error('nobody asked to wait')),
  }
  return {
    ...files,
    checkout: root,
    running,
    management: manageTenant(running),
    output,
    variables,
    written: () => output.filter((line) => /^(POST|PATCH|PUT|DELETE) \//.test(line)),
    run: (...args) => runCommandLine(args, surroundings),
    deploy: async (options = {}) => {
      const given = { ...PLAIN, ...options }
      const { exit, text } = await deploy(given, surroundings, 'without waits')
      if (text !== undefined) output.push(`${text}`)
      return exit
    },
    at: (moment, happen) => {
      output.push = (...lines) => {
        if (lines.includes(moment)) {
          Reflect.deleteProperty(output, 'push')
          happen()
        }
        return Array.prototype.push.apply(output, lines)
      }
    },
    rewind: () => Promise.reject(new Error('this scene remembers no beginning')),
    stop: async () => {
      await running.stop()
      await discard()
    },
  }
}

/**
 * The scene with a way back to what it is now: all that a test may change, which is the tenant folder, the
 * receipts, the tenant and the variables.
 */
export async function withRewind(scene: ShippingScene): Promise<ShippingScene> {
  const { checkout, running, variables, output } = scene
  const snapshot = running.control.snapshot()
  const variablesBefore = { ...variables }
  const kept = ['tenant', '.build']
  for (const folder of kept)
    await cp(join(checkout, folder), join(checkout, 'kept', folder), { recursive: true })
  return {
    ...scene,
    rewind: async () => {
      running.control.clearFaults()
      running.control.restore(snapshot)
      for (const name of Object.keys(variables)) delete variables[name]
      Object.assign(variables, variablesBefore)
      for (const folder of kept) {
        await rm(join(checkout, folder), { recursive: true, force: true })
        await cp(join(checkout, 'kept', folder), join(checkout, folder), { recursive: true })
      }
      output.length = 0
    },
  }
}

const PLAIN: DeployOptions = {
  environment: 'local',
  planFile: '',
  domain: '',
  allowDelete: {},
  marksToLose: 0,
  actor: '',
  receipts: '',
}
