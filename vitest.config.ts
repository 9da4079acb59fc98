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

const TESTS = 'test/**/*.test.ts'
/** Loading what these import takes longer than most of them, and no module of it keeps anything of a test. */
const TOGETHER = {
  // An OpenID provider each.
  oidc: 'test/local-tenant/oidc/**/*.test.ts',
  // Policies and Actions; their mutants are killed this way too.
  rules: 'test/{policies,actions}/**/*.test.ts',
}

export default mergeConfig(
  everyTest,
  defineConfig({
    test: {
      projects: [
        {
          extends: true,
          test: { name: 'alone', include: [TESTS], exclude: Object.values(TOGETHER) },
        },
        ...Object.entries(TOGETHER).map(([name, include]) => ({
          extends: true as const,
          test: { name, include: [include], isolate: false },
        })),
      ],
    },
  }),
)
