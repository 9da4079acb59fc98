/** Our own: deeper JSON makes recursive functions of others run out of stack. */
export const MOST_JSON_LEVELS = 100

/** Does `value`, as parsed, nest more than `MOST_JSON_LEVELS` objects and lists? */
export function isTooDeep(value: unknown): boolean {
  let nested = [value].filter(isNesting)
  for (let level = 0; level < MOST_JSON_LEVELS && nested.length > 0; level += 1) {
    nested = nested.flatMap((one) => Object.values(one)).filter(isNesting)
  }
  return nested.length > 0
}

const isNesting = (value: unknown): value is object => typeof value === 'object' && value !== null
