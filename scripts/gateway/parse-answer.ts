import type { Json } from '../ground/json-value.ts'

/** What claims success and cannot be used: taken for an answer, it would be an empty list. */
export class AnswerUnreadable extends Error {
  override readonly name = 'AnswerUnreadable'
}

/** Nothing of Auth0's is a quarter as deep; whoever walks through an answer has a stack for this much. */
const DEEPEST = 100
/** A page of a hundred of anything has a hundredth of that; each takes many times the memory of its text. */
const MOST_PARTS = 250_000

/**
 * An error page may be anything, and then only says so.
 * @throws AnswerUnreadable for a success that is not JSON, or too deep or too wide to be walked through
 */
export function parseAnswer(text: string, isOk: boolean): Json {
  const found = parsed(text)
  const why = found === null ? 'is not JSON' : whyUnwalkable(found.value)
  if (found !== null && why === null) return found.value
  if (isOk) throw new AnswerUnreadable(`the answer ${why}`)
  return { message: `an answer that ${why}` }
}

function parsed(text: string): { readonly value: Json } | null {
  try {
    return { value: JSON.parse(text) as Json }
  } catch {
    return null
  }
}

/** Level by level: a walk into the depth is what such an answer is made to break. */
function whyUnwalkable(value: Json): string | null {
  let level: readonly unknown[] = [value]
  let parts = 0
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    )
    if (level.length === 0) return null
    parts += level.length
    if (parts > MOST_PARTS) return 'is of more parts than can be held'
  }
  return 'is nested without end'
}
