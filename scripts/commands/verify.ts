import { loadDeployCli } from '../gateway/run-deploy-cli.ts'
import { type CommandOptions, textOption } from '../ground/command-options.ts'
import { EXIT, type ExitCode } from '../ground/failures.ts'
import { renderJson } from '../ground/printing/render-json.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { openBuiltSession } from '../shipping/session.ts'
import { renderVerification } from '../shipping/verify/render-verification.ts'
import { verifyTenant } from '../shipping/verify-tenant.ts'
import type { Command } from './command.ts'
import {
  CREDENTIALS_NOTE,
  overEnvironments,
  RECEIPTS_OPTION,
  WHERE,
  WITHOUT_SECRETS_OPTION,
} from './environments.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'compare the tenant with git, then let the canaries sign in; exit 3 with differences',
  options: {
    ...WHERE,
    json: { type: 'boolean', description: 'print the differences and the canaries as JSON' },
    'without-secrets': WITHOUT_SECRETS_OPTION,
    receipts: RECEIPTS_OPTION,
  },
  notes: [
    ...CREDENTIALS_NOTE,
    'scopes: read:<type> of what the environment manages; nothing is written',
    'canaries: the environment variables that each names for its address and its password',
  ],
  run: (options, words, surroundings) =>
    overEnvironments(verify.name, options, words, surroundings, verifyOne),
}

async function verifyOne(
  environmentName: string,
  options: CommandOptions,
  _words: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  loadDeployCli()
  const session = await openBuiltSession(
    {
      environmentName,
      receipts: textOption(options, 'receipts'),
      withoutSecrets: options['without-secrets'] === true,
    },
    surroundings,
  )
  const { environmentVariables, nowMs, progress, print } = surroundings
  const verification = await verifyTenant(session, environmentVariables, nowMs(), progress)
  const { plan, unbound, canaries, holds } = verification
  print(
    options.json === true
      ? renderJson({ holds, plan, unbound, canaries })
      : renderVerification(verification),
  )
  return holds ? EXIT.ok : EXIT.differences
}
