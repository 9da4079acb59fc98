import { lineAt } from '../ground/line-at.ts'

/** `@@NAME@@` or `##NAME##` in a file of the tenant folder. */
export type Marker = {
  readonly name: string
  /** `@@`: replaced by JSON, quotes included. `##`: replaced by the bare text. */
  readonly kind: '@@' | '##'
  readonly line: number
}

const MARKER = /(@@|##)([\w.-]+)\1/g

export const markersIn = (text: string): readonly Marker[] =>
  [...text.matchAll(MARKER)].map((match) => ({
    name: match[2] ?? '',
    kind: match[1] === '@@' ? '@@' : '##',
    line: lineAt(text, match.index),
  }))

/**
 * The text as the Deploy CLI will read it. What has no value in git (secrets, unknown names) keeps
 * its marker, quoted, so that the file can still be read as JSON.
 * @fact The Deploy CLI replaces `@@NAME@@` first, quoted or not, as JSON, then `##NAME##` as it
 * stands. (auth0-deploy-cli 8.44.0, lib/tools/utils.js; read 2026-11-23)
 */
export function mapKeywords(text: string, keywords: Readonly<Record<string, unknown>>): string {
  const givenTo = (name: string): unknown =>
    Object.hasOwn(keywords, name) ? keywords[name] : undefined
  return text
    .replace(/(["']?)@@([\w.-]+)@@\1/g, (marker, quote: string, name: string, offset: number) => {
      const value = givenTo(name)
      if (value !== undefined) return JSON.stringify(value)
      return quote === '' && standsBare(text, offset) ? `"${marker}"` : marker
    })
    .replace(/##([\w.-]+)##/g, (marker, name: string) => {
      const value = givenTo(name)
      return value === undefined ? marker : String(value)
    })
}

// A text in JSON ends on its line, so an even number of quotes before it means outside of any.
function standsBare(text: string, offset: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', offset) + 1, offset)
  return (before.replace(/\\./g, '').split('"').length - 1) % 2 === 0
}
