import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, mergeConfig } from 'vitest/config'

const here = fileURLToPath(new URL('.', import.meta.url))
if (/[#%?]/.test(here)) {
  throw new Error(
    `tests do not run in \`${here}\`: Vite, below vitest, reads \`#\`, \`%\` and \`?\` in a path as parts of a URL\n  fix: move the checkout for the tests; everything else runs where it is`,
  )
}
const TEN_MINUTES_MS = 600_000

/** What holds for every test, whoever runs it. */
export const everyTest = defineConfig({
  test: {
    pool: 'forks',
    // Vitest leaves a core to itself by default; on two that would be half the machine. Half as many again,
    // because tests wait for processes of their own: a third of a worker's time is idle.
    maxWorkers: '150%',
    // Against what hangs, and nothing else: a busy machine may take its time (a law forbids others).
    testTimeout: TEN_MINUTES_MS,
    hookTimeout: TEN_MINUTES_MS,
    expect: { poll: { timeout: TEN_MINUTES_MS } },
    // A day must not begin at another moment on another machine.
    env: { TZ: 'UTC' },
    unstubGlobals: true,
    restoreMocks: true,
  },
})

const TESTS = 'test/**/*.test.ts'
/** They take minutes, and `npm run proof` runs them. */
export const PROOFS = 'test/**/*.proof.test.ts'
const testFiles = readdirSync(join(here, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !file.endsWith('.proof.test.ts'))
  .map((file) => `test/${file.replaceAll('\\', '/')}`)

/** A module that is replaced must not have been loaded by another file, nor be found by the next. */
const alone = testFiles.filter((file) =>
  /\bvi\.(?:mock|doMock|resetModules)\(/.test(readFileSync(join(here, file), 'utf8')),
)

/**
 * Loading what tests import takes longer than most of them: files share a process, and what they import is
 * loaded once in each. So no test leaves anything behind in its process (a law in `test/house`).
 */
export default mergeConfig(
  everyTest,
  defineConfig({
    test: {
      projects: [
        { extends: true, test: { name: 'alone', include: alone } },
        {
          extends: true,
          test: { name: 'together', include: [TESTS], exclude: [PROOFS, ...alone], isolate: false },
        },
      ],
    },
  }),
)
