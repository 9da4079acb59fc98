import { runProcess } from '../scripts/run-process.ts'

/** What takes too long for a test, and is nothing that a deploy needs. */
await runProcess({
  bench: async () => (await import('./bench/bench.ts')).bench,
  operations: async () => (await import('./operations/operations.ts')).operations,
  packages: async () => (await import('./packages/packages.ts')).packages,
  picture: async () => (await import('./picture/picture.ts')).picture,
  sweep: async () => (await import('./sweep/sweep.ts')).sweep,
})
