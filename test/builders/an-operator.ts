import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExitCode } from '../../scripts/ground/failures.ts'
import type { Surroundings } from '../../scripts/ground/surroundings.ts'
import { runCommandLine } from '../../scripts/run-command-line.ts'
import type { DeployedTenant } from '../journeys/deployed-tenant.ts'

export type CommandRun = { readonly exit: ExitCode; readonly lines: readonly string[] }
export type RunCommand = (
  args: readonly string[],
  variables?: Readonly<Record<string, string>>,
) => Promise<CommandRun>

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
      root,
      environmentVariables: { ...always, ...variables },
      nowMs,
      print: (line) => printed.push(line),
      progress: () => {},
      untilStopped: () => Promise.reject(new Error('nobody asked to wait')),
    })
    return { exit, lines: printed.join('\n').split('\n') }
  }

/** An operator of the deployed tenant, with every scope, at the tenant's own time. */
export async function anOperator({ running, staged }: DeployedTenant): Promise<RunCommand> {
  const { root } = staged.project
  const certificate = join(root, 'certificate.pem')
  await writeFile(certificate, running.certificate)
  const { clientId, clientSecret } = running.machineClients.deploy
  const variables = {
    AUTH0_DOMAIN: running.domain,
    AUTH0_CLIENT_ID: clientId,
    AUTH0_CLIENT_SECRET: clientSecret,
    OG_CERTIFICATE: certificate,
  }
  return commandsAt(root, variables, () => running.clock.now())
}

/** The codes of the faults that a command printed, and whether each says how to mend it. */
export const faultCodesOf = ({ lines }: CommandRun): readonly string[] =>
  lines.flatMap((line, at) => {
    const code = /^([a-z_]+): /.exec(line)?.[1]
    return code === undefined ? [] : [lines[at + 1]?.startsWith('  fix: ') ? code : `${code}!`]
  })
