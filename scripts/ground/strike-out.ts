/** What stands where a secret stood. */
const STRUCK = '[secret]'

/** Shorter texts are words, numbers and flags that stand everywhere: they say nothing of a secret. */
const SHORTEST_TO_TELL = 8

/**
 * Strikes secrets out of what another program printed, in whichever form it may have brought them:
 * as they are, line by line, escaped as JSON does it (also twice) or as Node shows a text, encoded for
 * a URL or a form, in base64 (also within something longer, such as a Basic header) and in
 * hexadecimal. A text of fewer than 8 characters is struck only where it is the whole value of a
 * member in `members`, or of a named secret: anywhere else it would garble what has nothing to do
 * with it. Pure.
 * @param values secrets; texts inside lists and objects count
 * @param members names of members that hold secrets
 */
export function strikeOut(
  values: readonly unknown[],
  members: ReadonlySet<string>,
): (text: string) => string {
  const texts = [...new Set(values.flatMap(textsIn))].filter((text) => text !== '')
  const forms = [
    ...new Set(texts.flatMap((text) => (text.length < SHORTEST_TO_TELL ? [] : formsOf(text)))),
  ].filter((form) => form.length >= SHORTEST_TO_TELL)
  const short = texts.filter((text) => text.length < SHORTEST_TO_TELL)
  const asMember = short.length === 0 ? null : memberPattern(short, members)
  return (text) => {
    const found = [
      ...forms.flatMap((form) => placesOf(text, form)),
      ...(asMember === null ? [] : valuesOf(text, asMember)),
    ]
    return struck(text, found)
  }
}

type Span = readonly [start: number, end: number]

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}

function formsOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/)
  const encoded = [text, ...lines].flatMap((one) => {
    const json = escaped(one)
    const url = percentEncoded(one)
    return [
      one,
      json,
      escaped(json),
      json.replaceAll("'", "\\'"),
      json.replaceAll('\\"', '"'),
      json.replaceAll('\\"', '"').replaceAll("'", "\\'"),
      ...[url, url.replaceAll('%20', '+'), formEncoded(one)].flatMap((form) => [
        form,
        lowerPercent(form),
      ]),
    ]
  })
  const bytes = Buffer.from(text)
  const base64 = [0, 1, 2].map((offset) => base64Within(bytes, offset))
  const base64url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))
  const hex = bytes.toString('hex')
  return [...encoded, ...base64, ...base64url, hex, hex.toUpperCase()]
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)

const lowerPercent = (text: string): string =>
  text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())

const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)

// Half a surrogate pair cannot be encoded; nobody's secret is worth a crash.
function percentEncoded(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    return text
  }
}

/** The characters that stand for these bytes and no others, `offset` bytes into a longer text. */
function base64Within(bytes: Buffer, offset: number): string {
  const all = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  return all.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + bytes.length) * 4) / 3))
}

function placesOf(text: string, form: string): readonly Span[] {
  const found: Span[] = []
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
    found.push([at, at + form.length])
  }
  return found
}

function memberPattern(short: readonly string[], members: ReadonlySet<string>): RegExp {
  const any = (texts: readonly string[]): string => texts.map(literally).join('|')
  const named = `["']?name["']?\\s*:\\s*(?:"[^"\\n]*"|'[^'\\n]*')\\s*,\\s*["']?value["']?`
  const member = `(?<![\\w-])["']?(?:${any([...members])})["']?`
  return new RegExp(
    `(?:${named}|${member})\\s*[:=]\\s*(["']?)(${any(short.flatMap((text) => [text, escaped(text)]))})\\1(?![\\w-])`,
    'dg',
  )
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

const valuesOf = (text: string, pattern: RegExp): readonly Span[] =>
  [...text.matchAll(pattern)].flatMap((match) => {
    const span = match.indices?.[2]
    return span === undefined ? [] : [span]
  })

/** All at once: what was put in is never searched, and of two that overlap nothing is left over. */
function struck(text: string, found: readonly Span[]): string {
  let rest = 0
  let result = ''
  for (const [start, end] of joined(found)) {
    result += text.slice(rest, start) + STRUCK
    rest = end
  }
  return result + text.slice(rest)
}

function joined(found: readonly Span[]): readonly Span[] {
  const spans: [number, number][] = []
  for (const [start, end] of [...found].sort((left, right) => left[0] - right[0])) {
    const last = spans.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else spans.push([start, end])
  }
  return spans
}
