import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { SECRET_MEMBERS } from '../bundle/secret-places.ts'
import { UserFault } from '../failures.ts'
import { strikeOut } from '../strike-out.ts'
import type { TenantAddress } from '../tenant-connection.ts'

export type ImportRequest = {
  /** Absolute path of a folder that holds what is to be imported, and nothing else. */
  readonly folder: string
  readonly address: TenantAddress
  /** The client the token belongs to: the Deploy CLI leaves this one alone. */
  readonly clientId: string
  readonly accessToken: string
  /** Resource types it may touch; everything else is left alone. */
  readonly types: readonly string[]
  /** Values for `@@KEYWORDS@@`, secrets among them. */
  readonly keywords: Readonly<Record<string, unknown>>
  /** Environment variables of its process, as far as it needs any to reach the tenant. */
  readonly network?: Readonly<Record<string, string>>
}

/** Imports a folder; the Deploy CLI in deploys, something faster in some tests. */
export type ImportFolder = (request: ImportRequest, onLine: (line: string) => void) => Promise<void>

const CHILD = fileURLToPath(new URL('./deploy-cli-child.mjs', import.meta.url))
const LINES_ON_FAILURE = 15
/** Its default of 10 spends five minutes on a call that fails. */
const RETRIES = 5

/**
 * Imports the folder with the unmodified Deploy CLI; it never deletes anything.
 * @param onLine told each line the Deploy CLI prints, with every keyword's value struck out
 * @throws UserFault with the last lines when the Deploy CLI fails; the tenant may then be half changed
 */
export const runDeployCli: ImportFolder = (request, onLine) => runDeployCliWith([], request, onLine)

/** @param nodeOptions for the child: the sweep makes it faster with a preload */
export async function runDeployCliWith(
  nodeOptions: readonly string[],
  request: ImportRequest,
  onLine: (line: string) => void,
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'auth0-org-guard-'))
  const { certificate, domain } = request.address
  try {
    const certificateFile = join(scratch, 'certificate.pem')
    if (certificate !== null) await writeFile(certificateFile, certificate)
    const trust = certificate === null ? {} : { NODE_EXTRA_CA_CERTS: certificateFile }
    const environment = { ...request.network, ...trust }
    const { exitCode, lines } = await runChild(nodeOptions, request, environment, onLine)
    if (exitCode !== 0) throw deployFailed(domain, lines)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function runChild(
  nodeOptions: readonly string[],
  request: ImportRequest,
  environment: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): Promise<{ exitCode: number | null; lines: readonly string[] }> {
  const child = spawn(process.execPath, [...nodeOptions, CHILD], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const strike = strikeOut(
    [request.accessToken, ...Object.values(request.keywords)],
    SECRET_MEMBERS,
  )
  const readLine = (line: string): void => {
    if (line.trim() === '') return
    lines.push(strike(line.trim()))
    onLine(strike(line.trim()))
  }
  // By whole lines: a secret that a pipe cuts in two would not be found in either half.
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', readLine)
  child.stdin.end(JSON.stringify({ folder: request.folder, config: toConfig(request) }))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, lines }))
  })
}

const toConfig = (request: ImportRequest): Record<string, unknown> => ({
  AUTH0_DOMAIN: request.address.domain,
  AUTH0_CLIENT_ID: request.clientId,
  AUTH0_ACCESS_TOKEN: request.accessToken,
  AUTH0_ALLOW_DELETE: false,
  AUTH0_API_MAX_RETRIES: RETRIES,
  AUTH0_INCLUDED_ONLY: request.types,
  AUTH0_KEYWORD_REPLACE_MAPPINGS: request.keywords,
})

const deployFailed = (domain: string, lines: readonly string[]): UserFault =>
  new UserFault([
    {
      code: 'deploy_failed',
      message: `the Deploy CLI could not import into \`${domain}\`, which may now be half changed:\n    ${lines.slice(-LINES_ON_FAILURE).join('\n    ')}`,
      fix: 'mend what the last line names, then deploy again: it carries on where it stopped',
    },
  ])
