/** Chance that can be had again: the same seed gives the same draws. */
export type Draws = {
  /** From 0 up to, and without, 1. */
  fraction(): number
  /** How many of what comes `mean` times on average, each by itself. */
  poisson(mean: number): number
}

/** @param seed a whole number; of a larger one the last 32 bits */
export function seededDraws(seed: number): Draws {
  let state = seed >>> 0
  // Mulberry32: 32 bits of state are plenty for counts, and a draw costs nanoseconds.
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { fraction, poisson: (mean) => poissonBy(fraction, mean) }
}

/** Above it the smallest chance that is told apart would no longer do. */
const MOST_AT_ONCE = 30

function poissonBy(fraction: () => number, mean: number): number {
  let count = 0
  for (let left = mean; left > 0; left -= MOST_AT_ONCE) {
    const end = Math.exp(-Math.min(left, MOST_AT_ONCE))
    for (let chance = fraction(); chance > end; chance *= fraction()) count += 1
  }
  return count
}
