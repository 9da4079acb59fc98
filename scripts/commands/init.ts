import { type Adoption, adoptRepository } from '../adoption/adopt-repository.ts'
import { putIn } from '../adoption/put-in.ts'
import { renderAdditions } from '../adoption/render-additions.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { defineCommand } from './command.ts'
import { flag, text } from './options.ts'
import { undoAdditions } from './undo-additions.ts'
import { type CommandCall, callIn } from './usage.ts'

export const init = defineCommand({
  name: 'init',
  summary:
    'put the guard, watching, into a repository of the Deploy CLI; a sample into an empty one',
  options: {
    tenant: text('the folder that the Deploy CLI reads (default: the one that is found)'),
    config: text('its config file for the tenant to watch first (default: the least dangerous)'),
    dryRun: flag('show what would be written, and write nothing'),
    yes: flag('write, or take out, without asking'),
    undo: flag('take out what was written, and nothing else'),
  },
  notes: [
    'nothing of yours is changed but the bindings, scripts and ignored files that the diff shows',
    'exits 3 where something is to be written, or taken out, and nobody said yes',
  ],
  async run({ undo, dryRun, yes, tenant, config }, surroundings) {
    const { root, environmentVariables: variables, nowMs, print } = surroundings
    if (undo) return undoAdditions({ dryRun, yes }, surroundings)
    const adoption = await adoptRepository({ root, tenant, config, variables, nowMs: nowMs() })
    const { additions, record } = adoption
    if (additions.length === 0) {
      const text = lines('nothing to do: the guard is in this repository')
      return { exit: EXIT.ok, json: jsonOf(adoption, false), text }
    }
    print(renderAdditions(additions))
    if (dryRun) return { exit: EXIT.ok, json: jsonOf(adoption, false) }
    const mayWrite = yes || (await surroundings.confirm?.('write this? [y/N] ')) === true
    if (!mayWrite) {
      const text = lines('nothing was written; `--yes` writes it')
      return { exit: EXIT.differences, json: jsonOf(adoption, false), text }
    }
    await putIn(root, record, additions)
    const text = lines(
      '',
      `wrote ${additions.length} files; \`${record}\` says what was added, for \`--undo\``,
      ...nextSteps(adoption, callIn(surroundings)),
    )
    return { exit: EXIT.ok, json: jsonOf(adoption, true), text }
  },
})

const jsonOf = ({ additions, record, layout, config }: Adoption, written: boolean): object => ({
  written,
  record,
  layout,
  environment: config?.environment ?? null,
  additions: additions.map(({ file, before }) => ({ file, isNew: before === null })),
})

function nextSteps(
  { layout, config, otherConfigs }: Adoption,
  call: CommandCall,
): readonly string[] {
  const trial = ['', 'see it at work, on this machine:', `  ${call('start')}`]
  if (layout === null) return trial
  if (config === null) {
    return [
      ...trial,
      '',
      'no config of the Deploy CLI names a tenant: run this again with `--config`, or with one here,',
      'to have an environment written that watches it',
    ]
  }
  const { environment } = config
  const name = `--environment ${environment}`
  return [
    ...trial,
    '',
    `then let it watch ${config.domain} (from ${config.file}), where it refuses nobody:`,
    '  openssl rand -base64 48    keep it as OG_SIGNING_KEY in your vault',
    `  ${call('key')}    its id, for keys.signing in ${layout.rules}/environments/${environment}.json`,
    `  ${call('resolve', name)}`,
    `  ${call('check', name)}`,
    `  ${call('plan', name)}`,
    '',
    'your own import of this folder would now lack the code of the guard’s Actions: exclude actions and triggers there,',
    `which \`${call('deploy')}\` then owns, or give it .build/${environment}/tenant after \`${call('build')}\``,
    ...otherConfigs.map((one) => `for ${one.domain}: run this again with --config ${one.file}`),
  ]
}
