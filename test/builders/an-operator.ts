import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExitCode } from '../../scripts/ground/exit.ts'
import type { Surroundings } from '../../scripts/ground/surroundings.ts'
import { runCommandLine } from '../../scripts/run-command-line.ts'
import type { DeployedTenant } from '../journeys/deployed-tenant.ts'

export type CommandRun = { readonly exit: ExitCode; readonly lines: readonly string[] }
export type RunCommand = (
  args: readonly string[],
  variables?: Readonly<Record<string, string>>,
) => Promise<CommandRun>

/** Where nobody reads what is printed, and nobody waits. */
export const aSurroundings = (
  root: string,
  environmentVariables: Surroundings['environmentVariables'],
  nowMs: Surroundings['nowMs'] = Date.now,
): Surroundings => ({
  root,
  environmentVariables,
  nowMs,
  print: () => {},
  progress: () => {},
  untilStopped: () => Promise.reject(new Error('nobody asked to wait')),
})

/** Commands as from the shell, with the checkout at `root`. */
export const commandsAt =
  (
    root: string,
    always: Readonly<Record<string, string>> = {},
    nowMs: Surroundings['nowMs'] = Date.now,
  ): RunCommand =>
  async (args, variables = {}) => {
    const printed: string[] = []
    const exit = await runCommandLine(args, {
      ...aSurroundings(root, { ...always, ...variables }, nowMs),
      print: (line) => printed.push(line),
    })
    return { exit, lines: printed.join('\n').split('\n') }
  }

/** An operator of the deployed tenant, with every scope, at the tenant's own time. */
export async function anOperator(deployed: DeployedTenant): Promise<RunCommand> {
  const { running, staged } = deployed
  const variables = await operatorVariables(deployed)
  return commandsAt(staged.project.root, variables, () => running.clock.now())
}

export async function operatorVariables({
  running,
  staged,
}: DeployedTenant): Promise<Readonly<Record<string, string>>> {
  const { root } = staged.project
  const certificate = join(root, 'certificate.pem')
  await writeFile(certificate, running.certificate)
  const { clientId, clientSecret } = running.machineClients.deploy
  return {
    AUTH0_DOMAIN: running.domain,
    AUTH0_CLIENT_ID: clientId,
    AUTH0_CLIENT_SECRET: clientSecret,
    OG_CERTIFICATE: certificate,
  }
}

/** The codes of the faults that a command printed, and whether each says how to mend it. */
export const faultCodesOf = ({ lines }: CommandRun): readonly string[] =>
  lines.flatMap((line, at) => {
    const code = /^([a-z_]+): /.exec(line)?.[1]
    return code === undefined ? [] : [lines[at + 1]?.startsWith('  fix: ') ? code : `${code}!`]
  })
