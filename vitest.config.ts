import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = fileURLToPath(new URL('.', import.meta.url))
if (/[#%?]/.test(here)) {
  throw new Error(
    `tests do not run in \`${here}\`: Vite, below vitest, reads \`#\`, \`%\` and \`?\` in a path as parts of a URL\n  fix: move the checkout for the tests; everything else runs where it is`,
  )
}
const TEN_MINUTES_MS = 600_000

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Vitest leaves a core to itself by default; on two that would be half the machine.
    maxWorkers: '100%',
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
