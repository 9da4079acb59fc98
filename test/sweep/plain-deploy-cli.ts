import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunningTenant } from '../../scripts/local-tenant/start-tenant.ts'

const preload = (file: string): readonly string[] => [
  '--require',
  fileURLToPath(new URL(file, import.meta.url)),
]
export const SLIM = preload('./slim-deploy-cli.cjs')
export const EXPORTING_DIFFS = preload('./export-diff-log.cjs')
const CHILD = fileURLToPath(new URL('./plain-deploy-cli-child.mjs', import.meta.url))
const PROGRAM = createRequire(import.meta.url).resolve('auth0-deploy-cli')

export type PlainRun = { readonly failed: boolean; readonly output: string }

type Settings = Readonly<Record<string, unknown>>

/**
 * The Deploy CLI as programs call it: a folder, credentials, settings; nothing of ours around it.
 * @param settings laid over the usual ones, e.g. `AUTH0_ALLOW_DELETE`
 */
export const runPlainDeployCli = (
  folder: string,
  running: RunningTenant,
  settings: Settings = {},
): Promise<PlainRun> =>
  inScratch(running, (_scratch, trust) => {
    const config = configOf(running, settings)
    return runNode([CHILD], trust, JSON.stringify({ folder, config }))
  })

/** A command of the Deploy CLI with its parameters, as `deploy` and `dump` take them. */
export type PlainStep = { readonly command: 'deploy' | 'dump' } & Settings

/**
 * Several commands in a row, in one process: what each printed stands below a line `== <command>`. The first that
 * fails is the last; the settings of one with a dry run stay.
 */
export const runPlainSteps = (
  steps: readonly PlainStep[],
  running: RunningTenant,
  settings: Settings = {},
): Promise<PlainRun> =>
  inScratch(running, (_scratch, trust) => {
    const config = configOf(running, settings)
    return runNode([CHILD], trust, JSON.stringify({ steps, config }))
  })

/**
 * The Deploy CLI as people call it in a shell: with arguments, a file of settings, and the variables
 * of that shell.
 */
export const runDeployCliInShell = (
  folder: string,
  running: RunningTenant,
  { args, variables, settings, preloads = [] }: InShell,
): Promise<PlainRun> =>
  inScratch(running, async (scratch, trust) => {
    const config = join(scratch, 'config.json')
    await writeFile(config, JSON.stringify(configOf(running, settings)))
    const words = [
      ...preloads,
      PROGRAM,
      'import',
      '--input_file',
      folder,
      '--config_file',
      config,
      ...args,
    ]
    return runNode(words, { ...trust, ...variables }, '')
  })

export type InShell = {
  readonly args: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  readonly settings: Settings
  /** Options of Node. */
  readonly preloads?: readonly string[]
}

async function inScratch(
  { certificate }: RunningTenant,
  work: (scratch: string, trust: Record<string, string>) => Promise<PlainRun>,
): Promise<PlainRun> {
  const scratch = await mkdtemp(join(tmpdir(), 'auth0-org-guard-plain-'))
  try {
    const file = join(scratch, 'certificate.pem')
    await writeFile(file, certificate)
    return await work(scratch, { NODE_EXTRA_CA_CERTS: file })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

const configOf = ({ domain, machineClients }: RunningTenant, settings: Settings): Settings => ({
  AUTH0_DOMAIN: domain,
  AUTH0_CLIENT_ID: machineClients.deploy.clientId,
  AUTH0_CLIENT_SECRET: machineClients.deploy.clientSecret,
  AUTH0_API_MAX_RETRIES: 2,
  AUTH0_KEYWORD_REPLACE_MAPPINGS: {},
  ...settings,
})

async function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input: string,
): Promise<PlainRun> {
  const child = spawn(process.execPath, [...SLIM, ...args], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { failed: code !== 0, output }
}
