import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { diffVersions } from '../evidence/diff-versions.ts'
import { type DiffReport, isProven } from '../evidence/report/diff-report.ts'
import { renderDiff } from '../evidence/report/render-diff.ts'
import { renderDiffMarkdown } from '../evidence/report/render-diff-markdown.ts'
import { type WrittenWitness, writeWitnesses } from '../evidence/report/write-witnesses.ts'
import { EXIT, type ExitCode } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { linesOf } from '../ground/printing/markdown.ts'
import { renderJson } from '../ground/printing/render-json.ts'
import { UserFault } from '../ground/user-fault.ts'
import { layoutOf, linesIn } from '../project/layout.ts'
import { defineCommand } from './command.ts'
import { choice, flag, text, wholeNumber } from './options.ts'
import { type CommandCall, callIn } from './usage.ts'

export const diff = defineCommand({
  name: 'diff',
  summary: 'say who gets in, and who no more, from one version in git to another',
  options: {
    environment: text('name of a file in `environments` (default: all that both versions have)'),
    format: choice(['text', 'json', 'markdown'], 'text', 'of the report'),
    output: text('write the report to this file'),
    actOut: flag('act out who is newly admitted or refused, at two local tenants'),
    witnesses: text('a folder for events of logins newly admitted or refused, for `explain`'),
    failOn: choice(['nothing', 'admitted'], 'nothing', 'what the change does not declare'),
    threads: wholeNumber(1, '2', 'how many ask at once'),
  },
  words: {
    base: text('a commit, a branch or a tag'),
    head: text('another one (default: the working tree)'),
  },
  notes: [
    'asks the built guards of both versions the same questions; needs git, and no tenant',
    `exit ${EXIT.input} where it is not proven that nothing else changes`,
    `exit ${EXIT.differences} with --fail-on admitted where somebody gets in whom tenant/accepted-changes does not declare`,
  ],
  async run(asked, surroundings) {
    const { base, head, environment, format, output, witnesses, failOn, threads } = asked
    const { root, nowMs, environmentVariables: variables, progress } = surroundings
    if (base === '') throw baseMissing()
    const tools = { root, nowMs: nowMs(), variables, progress, threads, actsOut: asked.actOut }
    const report = await diffVersions({ base, head, environment }, tools)
    const layout = layoutOf(root)
    const call = callIn(surroundings)
    const again = call('diff', `${base}${head === '' ? '' : ` ${head}`}`)
    const written = witnesses === '' ? [] : await writeWitnesses(resolve(root, witnesses), report)
    const rendered = {
      text: () => linesIn(layout, renderDiff(report)),
      json: () => renderJson(report),
      markdown: () => linesIn(layout, linesOf(renderDiffMarkdown(report, again))),
    }[format]()
    if (output !== '') {
      await mkdir(dirname(resolve(root, output)), { recursive: true })
      await writeFile(resolve(root, output), `${rendered}\n`)
    }
    return {
      exit: exitOf(report, failOn === 'admitted'),
      json: report,
      text: lines(output === '' ? rendered : `wrote ${output}`, ...toldWritten(written, call)),
    }
  },
})

function exitOf(report: DiffReport, mayAdmitNobody: boolean): ExitCode {
  if (!isProven(report)) return EXIT.input
  return mayAdmitNobody && report.declared.undeclared.length > 0 ? EXIT.differences : EXIT.ok
}

function toldWritten(
  [first, ...others]: readonly WrittenWitness[],
  call: CommandCall,
): readonly string[] {
  if (first === undefined) return []
  const { file, environment, atMs } = first
  const at = new Date(atMs).toISOString()
  return [
    `wrote ${others.length + 1} events; one is explained by`,
    call('explain', `${file} --environment ${environment} --at ${at} --stand-in`),
  ]
}

const baseMissing = (): UserFault =>
  new UserFault([
    {
      code: 'word_missing',
      message: 'no version was named to start from',
      fix: 'name a commit, a branch or a tag, such as `HEAD~1`',
    },
  ])
