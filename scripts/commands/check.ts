import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { askDeployCli } from '../check/ask-deploy-cli.ts'
import { type CheckedFinding, type CheckReport, checkProject } from '../check/check-project.ts'
import { renderSarif } from '../check/render-sarif.ts'
import { renderText } from '../check/render-text.ts'
import { EXIT, type ExitCode } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { renderJson } from '../ground/printing/render-json.ts'
import { UserFault } from '../ground/user-fault.ts'
import { type Layout, layoutOf, pathIn, toldIn } from '../project/layout.ts'
import { assertEnvironmentExists, listEnvironments } from '../project/load-project.ts'
import { defineCommand } from './command.ts'
import { choice, flag, text } from './options.ts'
import { asCalled, type CommandCall, callIn } from './usage.ts'

const FORMATS = { text: renderText, json: renderJson, sarif: renderSarif }

export const check = defineCommand({
  name: 'check',
  summary: 'find what is wrong with the tenant folder, the rulebook and the environments, offline',
  options: {
    environment: text('name of a file in `environments` (default: all of them)'),
    format: choice(['text', 'json', 'sarif'], 'text', 'of the report'),
    output: text('write the report to this file'),
    strict: flag('fail on warnings too'),
    withSecrets: flag('demand the secrets of the environment, as a deploy will'),
  },
  async run({ environment, format, output, strict, withSecrets }, surroundings) {
    const { root, environmentVariables, nowMs } = surroundings
    if (withSecrets && environment === '') throw whoseSecrets()
    if (environment !== '') await assertEnvironmentExists(root, environment)
    const layout = layoutOf(root)
    const found = await checkProject({
      root,
      environmentNames: environment === '' ? await listEnvironments(root) : [environment],
      areAllEnvironments: environment === '',
      nowMs: nowMs(),
      secrets: environmentVariables,
      demandSecrets: withSecrets,
      askDeployCli,
    })
    const call = callIn(surroundings)
    const report = {
      ...found,
      findings: found.findings.map((one) => findingIn(layout, call, one)),
    }
    const rendered = FORMATS[format](report)
    if (output !== '') {
      await mkdir(dirname(resolve(root, output)), { recursive: true })
      await writeFile(resolve(root, output), `${rendered}\n`)
    }
    return {
      exit: exitCodeOf(report, strict),
      json: report,
      text: output === '' ? rendered : lines(`wrote ${output}`),
    }
  },
})

/** A finding where it stands in this project, with what is called there. */
const findingIn = (layout: Layout, call: CommandCall, found: CheckedFinding): CheckedFinding => ({
  ...found,
  file: pathIn(layout, found.file),
  message: toldIn(layout, asCalled(call, found.message)),
  fix: toldIn(layout, asCalled(call, found.fix)),
  waiver:
    found.waiver?.file === undefined
      ? found.waiver
      : { ...found.waiver, file: pathIn(layout, found.waiver.file) },
})

const exitCodeOf = ({ findings }: CheckReport, strict: boolean): ExitCode =>
  findings.some(
    ({ severity, waiver }) =>
      waiver === null && (severity === 'error' || (strict && severity === 'warning')),
  )
    ? EXIT.input
    : EXIT.ok

const whoseSecrets = (): UserFault =>
  new UserFault([
    {
      code: 'option_invalid',
      message:
        '`--with-secrets` needs `--environment`: one shell holds the secrets of one environment',
      fix: 'name the environment whose secrets they are',
    },
  ])
