import { isObject, type Json, type JsonObject } from '../ground/json-value.ts'

/** What is wanted, with what there is beside it, at every level; lists are taken whole. */
export function laidUnder(wanted: JsonObject, existing: JsonObject): JsonObject {
  const both = Object.entries(wanted).map(([key, value]): readonly [string, Json] => {
    const other = existing[key]
    const isNested = isObject(value) && isObject(other)
    return [key, isNested ? laidUnder(value, other) : value]
  })
  const others = Object.entries(existing).filter(([key]) => !Object.hasOwn(wanted, key))
  return Object.fromEntries([...both, ...others])
}
