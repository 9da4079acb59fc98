import { z } from 'zod'
import { isEmailAddress, notAnEmailAddress } from '../email-address.ts'
import type { JsonObject } from '../store.ts'
import { invalidBody } from './management-error.ts'

/** Any JSON object, kept as it is. */
export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  { message: 'Expected type object' },
)

/** @param description what Auth0 calls the property beside its name, in its refusals */
export const emailAddress = (description: string) =>
  z.string().superRefine((text, context) => {
    if (isEmailAddress(text)) return
    context.addIssue({ code: 'custom', message: notAnEmailAddress(text), params: { description } })
  })

/** @throws ManagementError 400 `invalid_body`, worded as Auth0 words the first fault */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalidBody(issue === undefined ? 'Invalid body.' : renderIssue(issue, body))
}

/**
 * PATCH as the Management API does it on most resources: the first level is replaced key by key,
 * and `null` removes a key.
 */
export function patched<Item extends JsonObject>(item: Item, changes: JsonObject): Item {
  const merged: JsonObject = { ...item, ...changes }
  for (const [key, value] of Object.entries(changes)) if (value === null) delete merged[key]
  return merged as Item
}

/** Objects merge at every level, everything else is replaced. */
export function deepMerged(item: JsonObject, changes: JsonObject): JsonObject {
  const merged: JsonObject = { ...item }
  for (const [key, value] of Object.entries(changes)) {
    const before = merged[key]
    merged[key] = isObject(before) && isObject(value) ? deepMerged(before, value) : value
  }
  return merged
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function renderIssue(issue: z.core.$ZodIssue, body: unknown): string {
  const property = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    return `'Additional properties not allowed: ${issue.keys.join(',')}'.`
  }
  if (issue.code === 'invalid_type' && property !== '' && valueAt(body, issue.path) === undefined) {
    return `'Missing required property: ${property}'.`
  }
  const description = issue.code === 'custom' ? issue.params?.description : undefined
  const what = description === undefined ? property : `${property} (${description})`
  return `'${issue.message}'${property === '' ? '' : ` on property ${what}`}.`
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}
