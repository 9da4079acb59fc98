import type { Json } from '../ground/json-value.ts'

/** What claims success and cannot be used: taken for an answer, it would be an empty list. */
export class AnswerUnreadable extends Error {
  override readonly name = 'AnswerUnreadable'
}

/** Nothing of Auth0's is a quarter as deep; whoever walks through an answer has a stack for this much. */
const DEEPEST = 100

/**
 * An error page may be anything, and then only says so.
 * @throws AnswerUnreadable for a success that is not JSON, or nested too deep to be walked through
 */
export function parseAnswer(text: string, isOk: boolean): Json {
  const found = parsed(text)
  const why =
    found === null ? 'is not JSON' : isShallow(found.value) ? null : 'is nested without end'
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
function isShallow(value: Json): boolean {
  let level: readonly unknown[] = [value]
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    )
    if (level.length === 0) return true
  }
  return false
}
