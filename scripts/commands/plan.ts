import { loadDeployCli } from '../gateway/run-deploy-cli.ts'
import { type CommandOptions, textOption } from '../ground/command-options.ts'
import { EXIT, type ExitCode } from '../ground/failures.ts'
import type { Lines } from '../ground/printing/lines.ts'
import { linesOf } from '../ground/printing/markdown.ts'
import { renderJson } from '../ground/printing/render-json.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { isEmptyPlan, type Plan } from '../shipping/plan/plan.ts'
import { renderMarkdown } from '../shipping/plan/render-markdown.ts'
import { renderPlan } from '../shipping/plan/render-plan.ts'
import { storePlan } from '../shipping/plan/stored-plan.ts'
import { planTenant } from '../shipping/rehearse-tenant.ts'
import { openBuiltSession } from '../shipping/session.ts'
import type { Command } from './command.ts'
import {
  CREDENTIALS_NOTE,
  overEnvironments,
  RECEIPTS_OPTION,
  WHERE,
  WITHOUT_SECRETS_OPTION,
} from './environments.ts'

export const plan: Command = {
  name: 'plan',
  summary: 'say what a deploy would change in the tenant; exit 3 when there is anything',
  options: {
    ...WHERE,
    out: { type: 'string', description: 'file to store the plan in, for `deploy <file>`' },
    json: { type: 'boolean', description: 'print the plan as JSON' },
    markdown: { type: 'boolean', description: 'print it for a pull-request comment' },
    'without-secrets': WITHOUT_SECRETS_OPTION,
    receipts: RECEIPTS_OPTION,
  },
  notes: [
    ...CREDENTIALS_NOTE,
    'scopes: read:<type> of what the environment manages; nothing is written',
  ],
  run: (options, words, surroundings) =>
    overEnvironments(plan.name, options, words, surroundings, planOne),
}

async function planOne(
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
  surroundings.progress(`reading ${session.access.address.domain}`)
  const { plan: planned } = await planTenant(session)
  const out = textOption(options, 'out')
  if (out !== '') await storePlan(surroundings.root, out, planned)
  surroundings.print(render(planned, options))
  return isEmptyPlan(planned) ? EXIT.ok : EXIT.differences
}

function render(planned: Plan, options: CommandOptions): Lines {
  if (options.json === true) return renderJson(planned)
  return options.markdown === true ? linesOf(renderMarkdown(planned)) : renderPlan(planned)
}
