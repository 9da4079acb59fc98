import type { ExitCode } from '../failures.ts'
import { parseAllowedDeletions } from '../shipping/apply/assert-allowed.ts'
import { deploy as deployOne } from '../shipping/deploy.ts'
import { runDeployCli } from '../shipping/run-deploy-cli.ts'
import { type Command, type CommandOptions, type Surroundings, textOption } from './command.ts'
import {
  ACTOR_OPTION,
  CREDENTIALS_NOTE,
  DOMAIN_OPTION,
  overEnvironments,
  RECEIPTS_OPTION,
  WHERE,
} from './environments.ts'

export const deploy: Command = {
  name: 'deploy',
  summary: 'apply what `plan` says and nothing else, read it back, write a receipt',
  words: '[plan.json]',
  options: {
    ...WHERE,
    domain: DOMAIN_OPTION,
    'allow-delete': {
      type: 'string',
      description: 'what may be deleted, by number: <type>=<count>, several with commas',
    },
    actor: ACTOR_OPTION,
    receipts: RECEIPTS_OPTION,
  },
  notes: [
    ...CREDENTIALS_NOTE,
    'scopes: read:<type> of what the environment manages, and create, update or delete of what changes;',
    '        with nothing but Actions and triggers: read:actions update:actions create:actions',
  ],
  run: (options, words, surroundings) =>
    overEnvironments(deploy.name, options, words, surroundings, runDeploy),
}

const runDeploy = (
  environmentName: string,
  options: CommandOptions,
  words: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> =>
  deployOne(
    {
      environmentName,
      planFile: words[0] ?? '',
      domain: textOption(options, 'domain'),
      allowed: parseAllowedDeletions(textOption(options, 'allow-delete')),
      actor: textOption(options, 'actor'),
      receipts: textOption(options, 'receipts'),
    },
    surroundings,
    runDeployCli,
  )
