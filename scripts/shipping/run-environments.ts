import { spawn } from 'node:child_process'
import { eachLine } from '../gateway/each-line.ts'
import type { Answer } from '../ground/answer.ts'
import { PROGRAM } from '../ground/engine.ts'
import { EXIT, type ExitCode } from '../ground/exit.ts'
import { jsonOf } from '../ground/json-value.ts'
import { lines } from '../ground/printing/lines.ts'
import { renderTable } from '../ground/printing/render-table.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { demandedSecrets } from '../project/check-secrets.ts'
import { loadEnvironment } from '../project/load-project.ts'

/** What any process of ours needs, and what CI says of itself. Secrets are added by their names. */
const ALLOWED =
  /^(PATH|HOME|USER|USERNAME|LANG|TZ|TMPDIR|TEMP|SystemRoot|CI|GITHUB_ACTOR|GITLAB_USER_LOGIN|BITBUCKET_STEP_TRIGGERER_UUID|BUILD_REQUESTEDFOR|CIRCLE_USERNAME|NODE_EXTRA_CA_CERTS|HTTPS_PROXY|https_proxy|NO_PROXY|OG_CERTIFICATE|AUTH0_(CLIENT_ID|CLIENT_SECRET|CLIENT_SIGNING_KEY_PATH|CLIENT_PRIVATE_KEY))$/

/** A command line that is run for several environments. */
export type Repeated = {
  /** Its name. */
  readonly command: string
  /** Its arguments, but for those that say which environments. */
  readonly args: readonly string[]
  /** What only reads may run side by side; what writes goes in the order given. */
  readonly across: 'at once' | 'in order' | 'in order, whatever fails'
  readonly environments: readonly string[]
}

/** An answer in JSON is one line: a plan with all of its code. */
const LONGEST_LINE = 64 * 2 ** 20

/** How one environment came out; null where it was not started. */
type Ended = { readonly exit: ExitCode; readonly answer: unknown } | null

/**
 * Runs a command once per environment, each in a process of its own that gets the variables of its
 * environment and no others. What writes stops at the first environment that fails.
 * @param isJson whether each is asked for JSON, which is then kept and not shown
 */
export async function runEnvironments(
  { command, args, across, environments }: Repeated,
  isJson: boolean,
  surroundings: Surroundings,
): Promise<Answer> {
  const run = (name: string) =>
    runOne([command, `--environment=${name}`, ...args], name, isJson, surroundings)
  const ended: readonly Ended[] =
    across === 'at once'
      ? await Promise.all(environments.map(run))
      : await inOrder(environments, run, across === 'in order, whatever fails')
  const rows = environments.map((name, at) => [name, meaning(command, ended[at]?.exit)])
  return {
    exit: worst(ended.flatMap((one) => (one === null ? [] : [one.exit]))),
    json: {
      environments: environments.map((name, at) => ({
        name,
        ...(ended[at] ?? { exit: null, answer: null }),
      })),
    },
    text: lines('', renderTable([['environment', 'result'], ...rows])),
  }
}

/** Our bug before a wrong input before a difference: the first thing to be looked at. */
const BY_GRAVITY: readonly ExitCode[] = [
  EXIT.bug,
  EXIT.input,
  EXIT.differences,
  EXIT.denied,
  EXIT.ok,
]

const worst = (codes: readonly ExitCode[]): ExitCode =>
  BY_GRAVITY.find((code) => codes.includes(code)) ?? EXIT.bug

async function inOrder(
  names: readonly string[],
  run: (name: string) => Promise<NonNullable<Ended>>,
  goesOn: boolean,
): Promise<readonly Ended[]> {
  const ended: NonNullable<Ended>[] = []
  for (const name of names) {
    const one = await run(name)
    ended.push(one)
    if (one.exit !== EXIT.ok && !goesOn) break
  }
  return ended
}

async function runOne(
  args: readonly string[],
  name: string,
  isJson: boolean,
  { root, environmentVariables, print, progress }: Surroundings,
): Promise<NonNullable<Ended>> {
  const { environment } = await loadEnvironment(root, name)
  const named = [
    ...demandedSecrets(environment),
    ...environment.canaries.flatMap(({ identifier, password }) => [identifier, password]),
  ]
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: root,
    env: variablesOf(name, named, environmentVariables),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const answer: string[] = []
  const hear = (line: string): unknown => (isJson ? answer.push(line) : print(`[${name}] ${line}`))
  child.stdout.setEncoding('utf8').on('data', eachLine(LONGEST_LINE, hear))
  const tell = eachLine(LONGEST_LINE, (line) => progress(`[${name}] ${line}`))
  child.stderr.setEncoding('utf8').on('data', tell)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { exit: toExitCode(code), answer: jsonOf(answer.join('\n')) }
}

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
