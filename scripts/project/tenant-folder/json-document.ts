import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser'
import type { JsonPath } from '../../ground/json-value.ts'
import { lineAt } from '../../ground/line-at.ts'
import type { Place } from './place.ts'

/** A JSON file that knows on which line each of its values stands. */
export type JsonDocument = {
  readonly file: string
  /** Undefined when the text is not JSON. */
  readonly value: unknown
  /** Where the value at `path` stands, or the nearest value around it that is there. */
  readonly place: (path: JsonPath) => Place
  /** Where the syntax breaks; null for JSON. */
  readonly brokenAt: Place | null
  /** Keys that an object has twice: only the last is read. */
  readonly duplicates: readonly (Place & { readonly key: string })[]
}

export function parseDocument(file: string, text: string): JsonDocument {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const at = (offset: number): Place => ({ file, line: lineAt(text, offset) })
  const value = parseOrUndefined(text)
  return {
    file,
    value,
    place: (path) => at(root === undefined ? 0 : offsetOf(root, path)),
    brokenAt: value === undefined ? at(errors[0]?.offset ?? 0) : null,
    duplicates:
      root === undefined
        ? []
        : duplicateKeys(root).map(({ key, offset }) => ({ key, ...at(offset) })),
  }
}

/**
 * The path behind `a.b.0`. Names may hold dots themselves, so that only the value tells the steps
 * apart. As far as the value reaches; nothing of it when it starts elsewhere.
 */
export function splitDotted(value: unknown, dotted: string): JsonPath {
  if (dotted === '' || typeof value !== 'object' || value === null) return []
  for (const [key, inner] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key
    if (dotted === key) return [step]
    if (!dotted.startsWith(`${key}.`)) continue
    return [step, ...splitDotted(inner, dotted.slice(key.length + 1))]
  }
  return []
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function offsetOf(root: Node, path: JsonPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length))
    // The key's line: a long value may begin below it.
    if (node !== undefined) return (node.parent?.type === 'property' ? node.parent : node).offset
  }
  return root.offset
}

function duplicateKeys(node: Node): readonly { key: string; offset: number }[] {
  const children = node.children ?? []
  const inner = children.flatMap(duplicateKeys)
  if (node.type !== 'object') return inner
  const keys = children.map((property) => String(property.children?.[0]?.value))
  const again = children.flatMap(({ offset }, index) => {
    const key = keys[index] ?? ''
    return keys.indexOf(key) < index ? [{ key, offset }] : []
  })
  return [...again, ...inner]
}
