import { readFileSync } from 'node:fs'
import { z } from 'zod'

type Schema = { readonly [member: string]: unknown }
type SdkBodies = {
  readonly sdk: string
  readonly silent: readonly string[]
  readonly operations: Readonly<Record<string, Schema | null>>
  readonly definitions: Readonly<Record<string, Schema>>
}

type Known = SdkBodies & {
  readonly calls: ReadonlySet<string>
  readonly silentCalls: ReadonlySet<string>
}

let known: Known | undefined

/**
 * What the official SDK can ask for, and what its types let it send; a call is named by method and
 * path below `/api/v2`, with `{}` for a path parameter. Written by `npm run operations`.
 */
function sdkBodies(): Known {
  if (known !== undefined) return known
  const file = new URL('./sdk-bodies.schema.json', import.meta.url)
  const bodies = JSON.parse(readFileSync(file, 'utf8')) as SdkBodies
  const calls = new Set(Object.keys(bodies.operations))
  known = { ...bodies, calls, silentCalls: new Set(bodies.silent) }
  return known
}

/** Version of the `auth0` package they were read from. */
export const sdkVersion = (): string => sdkBodies().sdk

export const sdkOperations = (): ReadonlySet<string> => sdkBodies().calls

/** Whether an answer of the call has no body. */
export const isSilent = (operation: string): boolean => sdkBodies().silentCalls.has(operation)

/** As the SDK names a call: without the names of path parameters. */
export const operationOf = (method: string, path: string): string =>
  `${method} ${path.replace(/:\w+/g, '{}')}`

/**
 * What may be sent with a call. Auth0 refuses fields that its document does not name, wherever the SDK's
 * type has no index signature. Made when it is first needed: there are 181.
 */
export const sdkBody = (operation: string): z.ZodType =>
  z.lazy(() => {
    const { operations, definitions } = sdkBodies()
    const schema = operations[operation]
    if (schema === undefined) throw new Error(`the SDK has no call \`${operation}\``)
    if (schema === null) return z.unknown()
    const $schema = 'http://json-schema.org/draft-07/schema#'
    return z.fromJSONSchema({
      $schema,
      ...schema,
      definitions: reachedDefinitions(schema, definitions),
    })
  })

/** What a schema refers to, at any distance: zod reads through all definitions that it is given. */
export function reachedDefinitions(
  schema: Schema,
  definitions: SdkBodies['definitions'],
  found: Record<string, Schema> = {},
): Record<string, Schema> {
  for (const [, name = ''] of JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g)) {
    const definition = definitions[name]
    if (definition === undefined || Object.hasOwn(found, name)) continue
    found[name] = definition
    reachedDefinitions(definition, definitions, found)
  }
  return found
}
