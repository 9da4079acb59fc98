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
 * its marker, quoted, so that the file can still be read as JSON. Name by name, as there: what one name
 * puts in can be, or complete, the marker of a later one.
 * @fact The Deploy CLI replaces `@@NAME@@` of every name first, quoted or not, as JSON, then `##NAME##` of
 * every name as it stands, in the order of its mapping. (auth0-deploy-cli 8.44.0, lib/tools/utils.js;
 * read 2026-11-23)
 */
export function mapKeywords(text: string, keywords: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(keywords).filter(([, value]) => value !== undefined)
  const asJson = given.reduce((mapped, [name, value]) => {
    const marker = `@@${name}@@`
    const anyQuotes = new RegExp(`'${marker}'|"${marker}"|${marker}`, 'g')
    return mapped.replace(anyQuotes, () => JSON.stringify(value))
  }, text)
  const asText = given.reduce(
    (mapped, [name, value]) => mapped.replaceAll(`##${name}##`, () => String(value)),
    asJson,
  )
  return asText.replace(/(["']?)@@[\w.-]+@@\1/g, (marker, quote: string, offset: number) =>
    quote === '' && standsBare(asText, offset) ? `"${marker}"` : marker,
  )
}

/**
 * Whether a marker in JSON stands outside of any text. A text ends on its line, so that an even number of
 * quotes before it means outside.
 */
export function standsBare(text: string, offset: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', offset) + 1, offset)
  return (before.replace(/\\./g, '').split('"').length - 1) % 2 === 0
}
