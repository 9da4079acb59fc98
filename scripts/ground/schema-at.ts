import { z } from 'zod'

/** The schema of the value at `path`, as it was declared there; null where no schema reaches. */
export const schemaAt = (
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
): z.core.$ZodType | null =>
  path.reduce<z.core.$ZodType | null>(
    (outer, key) => (outer === null ? null : stepInto(outer, String(key))),
    schema,
  )

/** What `.describe` said of it, or of what it makes optional. */
export function descriptionOf(schema: z.core.$ZodType): string | undefined {
  const { description } = z.globalRegistry.get(schema) ?? {}
  const inner = innerOf(schema)
  return description === undefined && inner !== null ? descriptionOf(inner) : description
}

/**
 * The keys that an object may have; empty for whatever is no object. `$schema` is for editors, and what
 * is declared to say why it is refused may not be there.
 */
export function keysOf(schema: z.core.$ZodType): readonly string[] {
  const { def } = (unwrap(schema) as z.core.$ZodTypes)._zod
  if (def.type !== 'object') return []
  return Object.entries(def.shape)
    .filter(([key, value]) => key !== '$schema' && unwrap(value)._zod.def.type !== 'never')
    .map(([key]) => key)
}

/** What kind of schema it is, whatever it is where it is left out. */
export const typeOf = (schema: z.core.$ZodType): z.core.$ZodTypes['_zod']['def']['type'] =>
  (unwrap(schema) as z.core.$ZodTypes)._zod.def.type

function stepInto(schema: z.core.$ZodType, key: string): z.core.$ZodType | null {
  const { def } = (unwrap(schema) as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'object':
      return (Object.hasOwn(def.shape, key) ? def.shape[key] : def.catchall) ?? null
    case 'record':
      return def.valueType
    case 'array':
      return def.element
    default:
      return null
  }
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = innerOf(schema)
  return inner === null ? schema : unwrap(inner)
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | null {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return def.innerType
    default:
      return null
  }
}
