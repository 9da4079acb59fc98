import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ManagementClient } from 'auth0'
import { tenantFetch } from '../../scripts/auth0/tenant-fetch.ts'
import type { ExitCode } from '../../scripts/ground/failures.ts'
import type { Surroundings } from '../../scripts/ground/surroundings.ts'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { runCommandLine } from '../../scripts/run-command-line.ts'
import { type DeployOptions, deploy } from '../../scripts/shipping/deploy.ts'
import { copyCheckout } from '../journeys/deployed-tenant.ts'

/** A checkout, an empty local tenant, and the commands between them. */
export type ShippingScene = {
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
  /** Changes a JSON file of the checkout; `change` may return what to write instead. */
  edit(file: string, change: (value: Record<string, unknown>) => unknown): Promise<void>
  write(file: string, text: string): Promise<void>
  /** All files below a folder of the checkout, by path. */
  filesIn(folder: string): Promise<ReadonlyMap<string, string>>
  /** Everything as it was when the scene was opened; quicker than another scene. */
  rewind(): Promise<void>
  stop(): Promise<void>
}

/** A scene whose tenant is as git says. */
export async function openDeployedScene(): Promise<ShippingScene> {
  const scene = await openShippingScene()
  await scene.deploy()
  return { ...scene, ...(await rewinding(scene)) }
}

export async function openShippingScene(): Promise<ShippingScene> {
  const [checkout, running] = await Promise.all([
    copyCheckout(),
    startTenant({ actionBuildMs: 1, holdsActionTimers: true }),
  ])
  const certificate = join(checkout, 'certificate.pem')
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
    root: checkout,
    environmentVariables: variables,
    nowMs: Date.now,
    print: (text) => output.push(`${text}`),
    progress: (line) => output.push(line),
    untilStopped: () => Promise.reject(new Error('nobody asked to wait')),
  }
  return {
    checkout,
    running,
    management: manage(running),
    output,
    variables,
    written: () => output.filter((line) => /^(POST|PATCH|PUT|DELETE) \//.test(line)),
    run: (...args) => runCommandLine(args, surroundings),
    deploy: (options = {}) => deploy({ ...PLAIN, ...options }, surroundings, 'without waits'),
    ...openFiles(checkout),
    rewind: () => Promise.reject(new Error('only a deployed scene can be rewound')),
    stop: async () => {
      await running.stop()
      await rm(checkout, { recursive: true, force: true })
    },
  }
}

/** What a test may change: the tenant folder, the receipts, the tenant, the variables. */
async function rewinding(scene: ShippingScene): Promise<Pick<ShippingScene, 'rewind'>> {
  const { checkout, running, variables, output } = scene
  const snapshot = running.control.snapshot()
  const variablesBefore = { ...variables }
  const kept = ['actions', 'policies', 'tenant', '.build']
  for (const folder of kept)
    await cp(join(checkout, folder), join(checkout, 'kept', folder), { recursive: true })
  return {
    rewind: async () => {
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
  environmentName: 'local',
  planFile: '',
  domain: '',
  allowed: {},
  marksToLose: 0,
  actor: '',
  receipts: '',
}

const manage = (running: RunningTenant): ManagementClient =>
  new ManagementClient({
    domain: running.domain,
    ...running.machineClients.deploy,
    fetch: tenantFetch(running),
    telemetry: false,
  })

function openFiles(checkout: string): Pick<ShippingScene, 'edit' | 'write' | 'filesIn'> {
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(checkout, file)), { recursive: true })
    await writeFile(join(checkout, file), text)
  }
  return {
    write,
    edit: async (file, change) => {
      const value = JSON.parse(await readFile(join(checkout, file), 'utf8'))
      const changed = change(value)
      await write(
        file,
        JSON.stringify(typeof changed === 'object' && changed !== null ? changed : value),
      )
    },
    filesIn: async (folder) => {
      const entries = await readdir(join(checkout, folder), {
        recursive: true,
        withFileTypes: true,
      })
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
      const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
      return new Map(files.map((file, index) => [file, texts[index] ?? '']))
    },
  }
}
