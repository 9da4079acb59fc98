import { defineConfig } from 'vitest/config'

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
