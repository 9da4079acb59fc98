import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { askDeployCli } from '../check/ask-deploy-cli.ts'
import { type CheckReport, checkProject } from '../check/check-project.ts'
import { renderSarif } from '../check/render-sarif.ts'
import { renderText } from '../check/render-text.ts'
import { textOption } from '../ground/command-options.ts'
import { EXIT, type ExitCode, UserFault } from '../ground/failures.ts'
import type { Lines } from '../ground/printing/lines.ts'
import { renderJson } from '../ground/printing/render-json.ts'
import { assertEnvironmentExists, listEnvironments } from '../project/load-project.ts'
import type { Command } from './command.ts'

const FORMATS: ReadonlyMap<string, (report: CheckReport) => Lines> = new Map([
  ['text', renderText],
  ['json', renderJson],
  ['sarif', renderSarif],
])

export const check: Command = {
  name: 'check',
  summary: 'find what is wrong with the tenant folder, the rulebook and the environments, offline',
  options: {
    environment: {
      type: 'string',
      description: 'name of a file in tenant/environments (default: all of them)',
    },
    format: { type: 'string', default: 'text', description: 'text, json or sarif' },
    output: { type: 'string', description: 'write the report to this file' },
    strict: { type: 'boolean', description: 'fail on warnings too' },
    'with-secrets': {
      type: 'boolean',
      description: 'demand the secrets of the environment, as a deploy will',
    },
  },
  async run(options, _words, { root, environmentVariables, nowMs, print }) {
    const render = FORMATS.get(textOption(options, 'format'))
    if (render === undefined) throw unknownFormat(textOption(options, 'format'))
    const only = textOption(options, 'environment')
    const demandSecrets = options['with-secrets'] === true
    if (demandSecrets && only === '') throw whoseSecrets()
    if (only !== '') await assertEnvironmentExists(root, only)
    const report = await checkProject({
      root,
      environmentNames: only === '' ? await listEnvironments(root) : [only],
      areAllEnvironments: only === '',
      nowMs: nowMs(),
      secrets: environmentVariables,
      demandSecrets,
      askDeployCli,
    })
    const output = textOption(options, 'output')
    if (output === '') {
      print(render(report))
    } else {
      await mkdir(dirname(resolve(root, output)), { recursive: true })
      await writeFile(resolve(root, output), `${render(report)}\n`)
      print(`wrote ${output}`)
    }
    return exitCodeOf(report, options.strict === true)
  },
}

const exitCodeOf = ({ findings }: CheckReport, strict: boolean): ExitCode =>
  findings.some(
    ({ severity, waiver }) =>
      waiver === null && (severity === 'error' || (strict && severity === 'warning')),
  )
    ? EXIT.input
    : EXIT.ok

const unknownFormat = (format: string): UserFault =>
  new UserFault([
    {
      code: 'option_invalid',
      message: `\`--format\` is \`${format}\`: accepted ${[...FORMATS.keys()]
        .map((name) => `\`${name}\``)
        .join(', ')}`,
      fix: 'name one of them',
    },
  ])

const whoseSecrets = (): UserFault =>
  new UserFault([
    {
      code: 'option_invalid',
      message:
        '`--with-secrets` needs `--environment`: one shell holds the secrets of one environment',
      fix: 'name the environment whose secrets they are',
    },
  ])
