import { importsOf } from './imports.ts'
import type { Law } from './laws.ts'
import { isIn, onlyCode } from './source-file.ts'

/** The one place that puts nock to work, and out of it. */
const WITH_NOCK = 'test/builders/only-nock-answers.ts'

/** What outlives a test file in its process, where the next one finds it. */
const LEFT_BEHIND: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\bprocess\.env(?:\.\w+|\[[^\]]+\]) ?=(?!=)/, 'sets a variable'],
  [/\bdelete process\.env\b|\bstubEnv\(/, 'sets a variable'],
  [/\bprocess\.(?:chdir|umask)\(/, 'moves the process'],
  [/\bprocess\.(?:on|once|addListener)\(/, 'listens to the process'],
  [/\bsetGlobalDispatcher\(/, 'sets who sends requests'],
]

/** Test files share a process (vitest.config.ts), so none leaves anything in it. */
export const testsLeaveNothingBehind: Law = (files) =>
  files
    .filter(
      (file) =>
        // The rest is loaded by children.
        file.path.endsWith('.ts') &&
        isIn('test', file) &&
        // What the bench measures has processes of its own.
        !isIn('test/bench', file) &&
        file.path !== WITH_NOCK,
    )
    .flatMap((file) => {
      const { path } = file
      const code = onlyCode(file.text)
      const left = LEFT_BEHIND.filter(([pattern]) => pattern.test(code)).map(([, what]) => what)
      if (importsOf(file).some(({ specifier }) => specifier === 'nock')) {
        left.push('imports nock itself')
      }
      // vitest.config.ts gives test files that do it a process each, and sees no other.
      if (/\bvi\.(?:mock|doMock|resetModules)\(/.test(code) && !path.endsWith('.test.ts')) {
        left.push('replaces modules for others')
      }
      return left.map((what) => `${path} ${what}`)
    })
