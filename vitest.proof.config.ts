import { defineConfig, mergeConfig } from 'vitest/config'
import { everyTest, PROOFS } from './vitest.config.ts'

/** What takes minutes: every hazard, every type, browsers, deploys from end to end. */
export default mergeConfig(everyTest, defineConfig({ test: { include: [PROOFS] } }))
