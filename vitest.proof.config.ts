import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig, mergeConfig } from 'vitest/config'
import { everyTest } from './vitest.config.ts'

/** Tests say by themselves that they have two sizes: no list of them has to be kept. */
const hasTwoSizes = (file: string): boolean =>
  file.endsWith('.test.ts') && readFileSync(`test/${file}`, 'utf8').includes('/in-proof.ts')
const include = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter(hasTwoSizes)
  .map((file) => `test/${file}`)

/** Every proof in the large, whole: what `npm test` samples. */
export default mergeConfig(
  everyTest,
  defineConfig({ test: { include, provide: { inProof: true } } }),
)
