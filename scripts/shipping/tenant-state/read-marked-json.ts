import type { Fault } from '../../failures.ts'
import { type Json, textOf } from '../json-value.ts'
import { secretMark } from './secret-mark.ts'

/** What stands for `@@NAME@@` and `##NAME##`: values from git, and names of secrets. */
export type Keywords = {
  readonly values: Readonly<Record<string, unknown>>
  readonly secrets: readonly string[]
}

export type MarkedJson =
  | { readonly value: Json; readonly faults: readonly [] }
  | { readonly value: null; readonly faults: readonly [Fault, ...Fault[]] }

/**
 * Reads JSON as the Deploy CLI would, except that a secret stays a mark: its value is put in by the
 * Deploy CLI's own process, and by nobody else. All markers are replaced in one pass, so that what
 * is put in is never read as a marker.
 */
export function readMarkedJson(text: string, file: string, keywords: Keywords): MarkedJson {
  const faults: Fault[] = []
  const replaced = text.replace(
    /"@@(\w+)@@"|@@(\w+)@@|##(\w+)##/g,
    (marker, quoted?: string, bare?: string, raw?: string) => {
      const name = quoted ?? bare ?? raw ?? ''
      if (keywords.secrets.includes(name)) {
        if (quoted === undefined) faults.push(unsafeMarker(marker, name, file))
        return JSON.stringify(secretMark(name, null))
      }
      if (!Object.hasOwn(keywords.values, name)) {
        faults.push(unknownMarker(name, file))
        return 'null'
      }
      const value = keywords.values[name]
      return raw === undefined ? JSON.stringify(value) : textOf(value) || String(value)
    },
  )
  const [first, ...others] = faults
  if (first !== undefined) return { value: null, faults: [first, ...others] }
  try {
    return { value: JSON.parse(replaced) as Json, faults: [] }
  } catch {
    // The parser's own message may quote what was put in.
    return { value: null, faults: [notJson(file)] }
  }
}

/** Code and pages: plain keywords only, because a secret in them would be readable in the tenant. */
export function readMarkedText(
  text: string,
  file: string,
  keywords: Keywords,
): { readonly text: string; readonly faults: readonly Fault[] } {
  const faults: Fault[] = []
  const replaced = text.replace(/@@(\w+)@@|##(\w+)##/g, (marker, json?: string, raw?: string) => {
    const name = json ?? raw ?? ''
    if (keywords.secrets.includes(name)) {
      faults.push(unsafeMarker(marker, name, file))
      return ''
    }
    if (!Object.hasOwn(keywords.values, name)) return marker
    const value = keywords.values[name]
    return json === undefined ? String(value) : JSON.stringify(value)
  })
  return { text: replaced, faults }
}

const unsafeMarker = (marker: string, name: string, file: string): Fault => ({
  code: 'secret_marker_unsafe',
  message: `\`${file}\` holds the secret \`${name}\` as \`${marker}\`: accepted is \`"@@${name}@@"\`, as a whole value`,
  fix: `write \`"@@${name}@@"\`: anything else breaks on a quote in the secret, or shows it`,
})

const unknownMarker = (name: string, file: string): Fault => ({
  code: 'keyword_unknown',
  message: `keyword \`${name}\` in \`${file}\` has no value`,
  fix: 'name it under `keywords` or `secrets` of the environment, or take it out',
})

const notJson = (file: string): Fault => ({
  code: 'json_invalid',
  message: `\`${file}\` is not JSON once its keywords are put in`,
  fix: 'mend the syntax; a keyword that stands alone is written `"@@NAME@@"`',
})
