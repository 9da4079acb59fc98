import { defineConfig, mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** What a mutant of `policies/` or `actions/` must be killed by: their own tests, and no journey. */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      exclude: [
        'test/{browser,house,journeys,local-tenant,scripts,shipping}/**',
        'test/house.test.ts',
      ],
    },
  }),
)
