import { createRequire } from 'node:module'
import type { JsonPath } from '../../ground/json-value.ts'
import { lineAt } from '../../ground/line-at.ts'
import type { JsonDocument } from './json-document.ts'
import type { Place } from './place.ts'

/** As far as it is used here. */
type JsYaml = {
  load(
    text: string,
    options?: { listener?: (event: 'open' | 'close', state: State) => void },
  ): unknown
  dump(value: unknown): string
}
type State = { readonly position: number; readonly result: unknown; readonly kind: string | null }

const require = createRequire(import.meta.url)

/** The very parser that the installed Deploy CLI reads YAML with: another one may read it otherwise. */
const jsYaml = (): JsYaml => createRequire(require.resolve('auth0-deploy-cli'))('js-yaml')

/** A value where it stands; `parts` are its items, or its keys and values by turns. */
type Node = { readonly at: number; result: unknown; kind: string | null; parts: Node[] }

/** A YAML file that knows on which line each of its values stands. */
export function parseYaml(file: string, text: string): JsonDocument {
  const at = (offset: number): Place => ({ file, line: lineAt(text, offset) })
  const root: Node = { at: 0, result: undefined, kind: null, parts: [] }
  try {
    const value = jsYaml().load(text, { listener: nodesInto(root, text) })
    if (!isOfASize(value)) throw new Error('its aliases make more of it than can be read')
    const top = root.parts[0] ?? root
    return {
      file,
      value: value ?? {},
      place: (path) => at(offsetOf(top, path)),
      brokenAt: null,
      duplicates: [],
    }
  } catch (error) {
    const { mark, reason } = error as { mark?: { position?: number }; reason?: string }
    const position = mark?.position ?? 0
    const brokenAt = at(position)
    const key = /^[^:\n]*/.exec(text.slice(position))?.[0] ?? ''
    const duplicates = reason === 'duplicated mapping key' ? [{ key, ...brokenAt }] : []
    return { file, value: undefined, place: () => at(0), brokenAt, duplicates }
  }
}

/** A hundred times what the largest tenants have. */
const MOST_VALUES = 2_000_000

/** An alias may stand within itself, or for aliases of aliases: few lines are then more than any memory. */
function isOfASize(value: unknown): boolean {
  const open: unknown[] = [value]
  for (let count = 0; open.length > 0; count += 1) {
    const one = open.pop()
    if (typeof one === 'object' && one !== null) open.push(...Object.values(one))
    if (count + open.length > MOST_VALUES) return false
  }
  return true
}

/** The text of a value, with nothing of how it was written before. */
export const renderYaml = (value: unknown): string => jsYaml().dump(value)

function nodesInto(root: Node, text: string): (event: 'open' | 'close', state: State) => void {
  const open: Node[] = [root]
  return (event, { position, result, kind }) => {
    const inner = open.at(-1)
    if (event === 'open') {
      const gap = /^(?:\s|#[^\n]*)*/.exec(text.slice(position))?.[0] ?? ''
      open.push({ at: position + gap.length, result: undefined, kind: null, parts: [] })
      return
    }
    if (inner === undefined) return
    open.pop()
    const [only] = inner.parts
    // It looks for keys first: what it then finds to be a value by itself stands within itself.
    const isItself = inner.parts.length === 1 && only?.result === result
    const node = isItself && only !== undefined ? only : Object.assign(inner, { result, kind })
    open.at(-1)?.parts.push(node)
  }
}

/** Of the key, where there is one: a long value may begin below it. */
function offsetOf(top: Node, path: JsonPath): number {
  let node = top
  let offset = top.at
  for (const step of path) {
    const index =
      node.kind === 'mapping'
        ? node.parts.findIndex((part, at) => at % 2 === 0 && String(part.result) === String(step))
        : Number(step)
    const key = node.parts[index]
    const value = node.kind === 'mapping' ? node.parts[index + 1] : key
    if (key === undefined || value === undefined) return offset
    offset = key.at
    node = value
  }
  return offset
}
