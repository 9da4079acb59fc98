/** Printed, so that whatever fails can be run again: `SEED=<seed> npx vitest run <file>`. */
export function aRun(what: string, numRuns: number): { seed: number; numRuns: number } {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.info(`${what}: seed ${seed}`)
  return { seed, numRuns }
}
