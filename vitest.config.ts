import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = fileURLToPath(new URL('.', import.meta.url))
if (/[#%?]/.test(here)) {
  throw new Error(
    `tests do not run in \`${here}\`: Vite, below vitest, reads \`#\`, \`%\` and \`?\` in a path as parts of a URL\n  fix: move the checkout for the tests; everything else runs where it is`,
  )
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Vitest leaves a core to itself by default; on two that would be half the machine.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A day must not begin at another moment on another machine.
    env: { TZ: 'UTC' },
    unstubGlobals: true,
    restoreMocks: true,
  },
})
