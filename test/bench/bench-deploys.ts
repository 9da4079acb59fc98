import { spawn } from 'node:child_process'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stageTenant } from '../../scripts/bundle/stage-tenant.ts'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { LOCAL_ENVIRONMENT } from '../../scripts/project/local-environments.ts'
import { makeLocalSecrets } from '../../scripts/shipping/local-secrets.ts'
import { aCheckout, type Checkout } from '../builders/a-checkout.ts'
import { countCalls } from '../sweep/sweep-scene.ts'

export type DeployFigures = {
  readonly wallMs: number
  readonly requests: number
  /** Versions of Actions that it made. */
  readonly versions: number
  /** The largest process of it at its largest; null where the system does not say. */
  readonly peakBytes: number | null
}

export type DeployBench = Readonly<
  Record<
    'unchanged' | 'oneChanged',
    { readonly ours: DeployFigures; readonly plain: DeployFigures }
  >
>

const CHILD = fileURLToPath(new URL('../sweep/plain-deploy-cli-child.mjs', import.meta.url))

/**
 * A whole `deploy` from its start to its exit code, and the unmodified Deploy CLI importing the same
 * folder into the same tenant: first with nothing changed, then with one Action changed.
 */
export async function benchDeploys(
  root: string,
  progress: (line: string) => void,
): Promise<DeployBench> {
  const [checkout, running] = await Promise.all([aCheckout(), startTenant({ actionBuildMs: 1500 })])
  try {
    for (const part of ['actions', 'policies', 'scripts', 'package.json', 'tsconfig.json']) {
      await cp(join(root, part), join(checkout.root, part), { recursive: true })
    }
    await writeFile(join(checkout.root, 'certificate.pem'), running.certificate)
    progress('deploys: the first, into an empty tenant')
    await ours(checkout, running)
    const both = async (deploy: () => Promise<DeployFigures>, whose: string) => {
      progress(`deploys: nothing changed, ${whose}`)
      const unchanged = await deploy()
      progress(`deploys: one Action changed, ${whose}`)
      await changeAction(checkout)
      const oneChanged = await deploy()
      // The plain Deploy CLI makes one of each Action; without any, nothing was changed or nothing deployed.
      if (oneChanged.versions === 0) throw new Error(`${whose}: no new version of a changed Action`)
      return { unchanged, oneChanged }
    }
    const mine = await both(() => ours(checkout, running), 'ours')
    // Ours are done by then: it sets every secret anew, which would be a change to all Actions.
    const theirs = await both(() => plain(checkout, running), 'the plain Deploy CLI')
    return {
      unchanged: { ours: mine.unchanged, plain: theirs.unchanged },
      oneChanged: { ours: mine.oneChanged, plain: theirs.oneChanged },
    }
  } finally {
    await running.stop()
    await checkout.discard()
  }
}

const changeAction = ({ edit }: Checkout): Promise<void> =>
  edit('tenant/actions/org-guard-pre-user-registration.json', (action) => ({
    ...action,
    runtime: action.runtime === 'node22' ? 'node18' : 'node22',
  }))

function ours(checkout: Checkout, running: RunningTenant): Promise<DeployFigures> {
  const { deploy, guard } = running.machineClients
  return measure(running, {
    folder: checkout.root,
    arguments: [
      '--import',
      import.meta.resolve('tsx'),
      join(checkout.root, 'scripts/cli.ts'),
      'deploy',
    ],
    environment: {
      PATH: '/usr/bin:/bin',
      AUTH0_DOMAIN: running.domain,
      AUTH0_CLIENT_ID: deploy.clientId,
      AUTH0_CLIENT_SECRET: deploy.clientSecret,
      OG_CLIENT_ID: guard.clientId,
      OG_CLIENT_SECRET: guard.clientSecret,
      OG_CERTIFICATE: join(checkout.root, 'certificate.pem'),
    },
    input: '',
  })
}

async function plain(checkout: Checkout, running: RunningTenant): Promise<DeployFigures> {
  const { project, folder } = await stageTenant(checkout.root, LOCAL_ENVIRONMENT, Date.now(), {})
  const { environment } = project
  const { clientId, clientSecret } = running.machineClients.deploy
  const config = {
    AUTH0_DOMAIN: running.domain,
    AUTH0_CLIENT_ID: clientId,
    AUTH0_CLIENT_SECRET: clientSecret,
    AUTH0_INCLUDED_ONLY: environment.manages,
    AUTH0_KEYWORD_REPLACE_MAPPINGS: {
      ...environment.keywords,
      ...makeLocalSecrets(environment.secrets, running),
    },
  }
  return measure(running, {
    folder: checkout.root,
    arguments: [CHILD],
    environment: { NODE_EXTRA_CA_CERTS: join(checkout.root, 'certificate.pem') },
    input: JSON.stringify({ folder, config }),
  })
}

type Program = {
  /** Where it is run: a deploy is of the project it stands in. */
  readonly folder: string
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly input: string
}

async function measure(running: RunningTenant, program: Program): Promise<DeployFigures> {
  const versionsBefore = running.tenant.state.actionVersions.size
  let peakBytes: number | null = null
  const startedMs = performance.now()
  const requests = await countCalls(running, async () => {
    peakBytes = await run(program)
  })
  return {
    wallMs: performance.now() - startedMs,
    requests,
    versions: running.tenant.state.actionVersions.size - versionsBefore,
    peakBytes,
  }
}

/** @throws Error when it fails: then there is nothing to compare */
async function run({
  folder,
  arguments: args,
  environment,
  input,
}: Program): Promise<number | null> {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: environment,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  child.stdin.end(input)
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaints += chunk
  })
  let peak = 0
  const watching = setInterval(async () => {
    peak = Math.max(peak, await peakOf(child.pid ?? 0))
  }, 50)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(watching)
  if (code !== 0) throw new Error(`the deploy failed with ${code}: ${complaints.slice(-2000)}`)
  return peak === 0 ? null : peak
}

/** `VmHWM` of the process and of what it started, in bytes; 0 without a Linux `/proc`. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const own = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const lists = await Promise.all(
    threads.map((thread) =>
      readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => ''),
    ),
  )
  const children = lists.join(' ').split(/\s+/).filter(Boolean).map(Number)
  return Math.max(own, ...(await Promise.all(children.map(peakOf))))
}
