import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserFault } from '../failures.ts'

export type DeployRequest = {
  /** Absolute path of the staged tenant folder. */
  readonly folder: string
  readonly domain: string
  readonly clientId: string
  readonly clientSecret: string
  /** Resource types it may touch; everything else is left alone. */
  readonly manages: readonly string[]
  /** Values for `@@KEYWORDS@@`, secrets among them. */
  readonly keywords: Readonly<Record<string, unknown>>
  /** PEM of a certificate that only the Deploy CLI's process will trust; null for a real tenant. */
  readonly certificate: string | null
}

const CHILD = fileURLToPath(new URL('./deploy-cli-child.mjs', import.meta.url))
const LINES_ON_FAILURE = 15

/**
 * Imports the folder with the unmodified Deploy CLI; it never deletes anything.
 * @param onLine told each line the Deploy CLI prints, with every keyword's value struck out
 * @throws UserFault with the last lines when the Deploy CLI fails; the tenant may then be half changed
 */
export async function runDeployCli(
  request: DeployRequest,
  onLine: (line: string) => void,
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'auth0-org-guard-'))
  try {
    const certificateFile = join(scratch, 'certificate.pem')
    if (request.certificate !== null) await writeFile(certificateFile, request.certificate)
    const environment = request.certificate === null ? {} : { NODE_EXTRA_CA_CERTS: certificateFile }
    const { exitCode, lines } = await runChild(request, environment, onLine)
    if (exitCode !== 0) throw deployFailed(request.domain, lines)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function runChild(
  request: DeployRequest,
  environment: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): Promise<{ exitCode: number | null; lines: readonly string[] }> {
  const child = spawn(process.execPath, [CHILD], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const strike = strikeOut([request.clientSecret, ...Object.values(request.keywords)])
  const readLines = (chunk: string): void => {
    for (const line of chunk.split('\n')) {
      if (line.trim() === '') continue
      lines.push(strike(line.trim()))
      onLine(strike(line.trim()))
    }
  }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', readLines)
  }
  child.stdin.end(JSON.stringify({ folder: request.folder, config: toConfig(request) }))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, lines }))
  })
}

const toConfig = (request: DeployRequest): Record<string, unknown> => ({
  AUTH0_DOMAIN: request.domain,
  AUTH0_CLIENT_ID: request.clientId,
  AUTH0_CLIENT_SECRET: request.clientSecret,
  AUTH0_ALLOW_DELETE: false,
  AUTH0_INCLUDED_ONLY: request.manages,
  AUTH0_KEYWORD_REPLACE_MAPPINGS: request.keywords,
})

/** Short values are left: striking out `1` would only garble the line. */
const strikeOut =
  (values: readonly unknown[]) =>
  (line: string): string =>
    values
      .filter((value): value is string => typeof value === 'string' && value.length >= 8)
      .reduce((text, value) => text.replaceAll(value, '[secret]'), line)

const deployFailed = (domain: string, lines: readonly string[]): UserFault =>
  new UserFault([
    {
      code: 'deploy_failed',
      message: `the Deploy CLI could not import into \`${domain}\`, which may now be half changed:\n    ${lines.slice(-LINES_ON_FAILURE).join('\n    ')}`,
      fix: 'mend what the last line names, then deploy again: it carries on where it stopped',
    },
  ])
