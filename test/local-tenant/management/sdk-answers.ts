import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { reachedDefinitions } from '../../../scripts/local-tenant/management/sdk-bodies.ts'
import type { SdkTypes } from '../../operations/operations.ts'

const file = new URL('./sdk-answers.schema.json', import.meta.url)
const { operations, definitions } = JSON.parse(readFileSync(file, 'utf8')) as SdkTypes

const made = new Map<string, z.ZodType>()

/**
 * What speaks against an answer by the types of the official SDK; empty where it fits.
 * @param operation `GET /flows/{}`
 */
export function answerFaults(operation: string, answer: unknown): readonly string[] {
  const schema = operations[operation]
  if (schema === undefined) throw new Error(`the SDK has no call \`${operation}\``)
  if (schema === null) return answer === null ? [] : [`a body where the SDK expects none`]
  const type = made.get(operation) ?? typeOf(schema)
  made.set(operation, type)
  const parsed = type.safeParse(answer)
  if (parsed.success) return []
  return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

function typeOf(schema: NonNullable<SdkTypes['operations'][string]>): z.ZodType {
  const $schema = 'http://json-schema.org/draft-07/schema#'
  const reached = reachedDefinitions(schema, definitions)
  return z.fromJSONSchema({ $schema, ...schema, definitions: reached })
}
