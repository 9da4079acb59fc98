import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { CommandOptions } from '../ground/command-options.ts'
import { EXIT, type ExitCode } from '../ground/failures.ts'
import { lines } from '../ground/printing/lines.ts'
import { renderTable } from '../ground/printing/render-table.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { demandedSecrets } from '../project/check-secrets.ts'
import { loadPlace } from '../project/load-project.ts'

/** Commands that only read may run side by side; what writes goes in the order given. */
const READING: ReadonlySet<string> = new Set(['plan', 'verify'])
/** In the night every tenant is to be reached, whatever happens at another. */
const NEVER_STOPPING: ReadonlySet<string> = new Set(['disarm'])

/** What any process of ours needs, and what CI says of itself. Secrets are added by their names. */
const ALLOWED =
  /^(PATH|HOME|USER|USERNAME|LANG|TZ|TMPDIR|TEMP|SystemRoot|CI|GITHUB_ACTOR|GITLAB_USER_LOGIN|BITBUCKET_STEP_TRIGGERER_UUID|BUILD_REQUESTEDFOR|CIRCLE_USERNAME|NODE_EXTRA_CA_CERTS|HTTPS_PROXY|https_proxy|NO_PROXY|OG_CERTIFICATE|AUTH0_(CLIENT_ID|CLIENT_SECRET|CLIENT_SIGNING_KEY_PATH|CLIENT_PRIVATE_KEY))$/

/**
 * Runs a command once per environment, each in a process of its own that gets the variables of its
 * environment and no others. What writes stops at the first environment that fails.
 * @returns the exit codes of those that were started
 */
export async function runEnvironments(
  command: string,
  names: readonly string[],
  options: CommandOptions,
  surroundings: Surroundings,
): Promise<readonly ExitCode[]> {
  const run = (name: string): Promise<ExitCode> => runOne(command, name, options, surroundings)
  const codes = READING.has(command)
    ? await Promise.all(names.map(run))
    : await inOrder(names, run, NEVER_STOPPING.has(command))
  const rows = names.map((name, index) => [name, meaning(command, codes[index])])
  surroundings.print(lines('', renderTable([['environment', 'result'], ...rows])))
  return codes
}

async function inOrder(
  names: readonly string[],
  run: (name: string) => Promise<ExitCode>,
  goesOn: boolean,
): Promise<readonly ExitCode[]> {
  const codes: ExitCode[] = []
  for (const name of names) {
    const code = await run(name)
    codes.push(code)
    if (code !== EXIT.ok && !goesOn) break
  }
  return codes
}

async function runOne(
  command: string,
  name: string,
  options: CommandOptions,
  { root, environmentVariables, print, progress }: Surroundings,
): Promise<ExitCode> {
  const { environment } = await loadPlace(root, name)
  const named = [
    ...demandedSecrets(environment),
    ...environment.canaries.flatMap(({ identifier, password }) => [identifier, password]),
  ]
  const child = spawn(
    process.execPath,
    [join(root, 'scripts/org-guard.mjs'), command, ...toArguments(name, options)],
    {
      cwd: root,
      env: variablesOf(name, named, environmentVariables),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  child.stdout.setEncoding('utf8').on(
    'data',
    eachLine((line) => print(`[${name}] ${line}`)),
  )
  child.stderr.setEncoding('utf8').on(
    'data',
    eachLine((line) => progress(`[${name}] ${line}`)),
  )
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(toExitCode(code)))
  })
}

const toArguments = (name: string, options: CommandOptions): readonly string[] => [
  `--environment=${name}`,
  ...Object.entries(options)
    .filter(([option]) => option !== 'environment' && option !== 'environments')
    .flatMap(([option, value]) => {
      if (value === true) return [`--${option}`]
      return typeof value === 'string' && value !== '' ? [`--${option}=${value}`] : []
    }),
]

/** `STAGING__NAME` is `NAME` to the environment `staging`, and unknown to all others. */
function variablesOf(
  environmentName: string,
  named: readonly string[],
  variables: Surroundings['environmentVariables'],
): Record<string, string> {
  const prefix = `${environmentName.toUpperCase().replaceAll('-', '_')}__`
  const isWanted = (name: string): boolean =>
    ALLOWED.test(name) || named.includes(name) || name === 'AUTH0_DOMAIN'
  const entries = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  const common = entries.filter(([name]) => name !== 'AUTH0_DOMAIN' && isWanted(name))
  const own = entries
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value] as const)
    .filter(([name]) => isWanted(name))
  return Object.fromEntries([...common, ...own])
}

function eachLine(onLine: (line: string) => void): (chunk: string) => void {
  let rest = ''
  return (chunk) => {
    const ended = `${rest}${chunk}`.split('\n')
    rest = ended.pop() ?? ''
    for (const line of ended) onLine(line)
  }
}

const toExitCode = (code: number | null): ExitCode =>
  Object.values(EXIT).find((known) => known === code) ?? EXIT.bug

function meaning(command: string, code: ExitCode | undefined): string {
  switch (code) {
    case undefined:
      return 'not started'
    case EXIT.ok:
      return 'ok'
    case EXIT.differences:
      return command === 'plan' ? 'changes' : 'differences'
    case EXIT.input:
      return 'refused'
    case EXIT.denied:
      return 'denied'
    case EXIT.bug:
      return 'our bug'
    default:
      return code satisfies never
  }
}
