/** The rulebook as esbuild writes it: one line of plain values. */
const BAKED = /^var define_BAKED_RULEBOOK_default = (\{.*\});$/m
const QUOTED = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$\n]|\\.)*`/g
const KEY = /[\w$]+:/g
/** Plain values without their texts and keys. */
const PLAIN = /^(?:[\s{}[\],]|true|false|null|-?\d[\w.+-]*)*$/

/**
 * The only requests of a guard: to the tenant's own Management API, whose host comes from `OG_DOMAIN`,
 * and to the sink of the rulebook; and how `fetch` is handed on to them.
 */
const KNOWN_FETCHES = [
  /^access\.fetch\(`https:\/\/\$\{hostOf\d*\(access\)\}\//,
  /^fetch\(sink\.url,/,
]
/** Handed on by its own name, as esbuild renames it where two would meet. */
const HANDED_ON = /(?:[{,]\s*|\bfetch: )$/
const MEMBER = /^fetch(?:: (?=fetch\d+,)|\d*,)/

const KNOWN_URLS = [
  /^https:\/\/\$\{hostOf\d*\(access\)\}\//,
  // Parsed for the name of its host, and never asked.
  /^http:\/\/\$\{text\}$/,
]

/** Types of events: they look like names of hosts. */
const KNOWN_NAMES = /^["'`](?:user|organization\.member(?:\.role)?)\.(?:updated|deleted)["'`]$/

const URL_TEXT = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'`]*/gi
const HOST_TEXT = /["'`][a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::\d+)?["'`]/gi
const FETCH = /(?:\baccess\.)?\bfetch\d*\b/g
/** Other ways out, and ways to what is not written down. */
const OTHER_WAYS =
  /\b(?:WebSocket|EventSource|XMLHttpRequest|sendBeacon|globalThis)\b|\.constructor\b|\[\s*["'`]constructor/g

/**
 * Where a bundle goes, or could go, beside what a guard has to ask: each as it stands in the code.
 * Reads text, so whoever hides what they write is not found by it; it holds what we build to what
 * was reviewed.
 */
export function findForeignHosts(code: string): readonly string[] {
  const text = withoutRulebook(code)
  const isData = !BAKED.test(text)
  const fetches = [...text.matchAll(FETCH)]
    .filter(({ index }) => !isKnownFetch(text.slice(0, index), text.slice(index)))
    .map(({ index }) => text.slice(index, index + 40).split('\n')[0] ?? '')
  const urls = [...text.matchAll(URL_TEXT)].map(([url]) => url)
  return [
    ...(isData ? [] : ['a rulebook that is not plain values']),
    ...fetches,
    ...urls.filter((url) => !KNOWN_URLS.some((known) => known.test(url))),
    ...[...text.matchAll(HOST_TEXT)]
      .map(([host]) => host)
      .filter((host) => !KNOWN_NAMES.test(host)),
    ...[...text.matchAll(OTHER_WAYS)].map(([way]) => way),
  ]
}

/** The code alone. A line that looks like the rulebook and is not plain values is code. */
export function withoutRulebook(code: string): string {
  const [line = '', baked = ''] = BAKED.exec(code) ?? []
  const isData = PLAIN.test(baked.replace(QUOTED, '0').replace(KEY, ''))
  return isData ? code.replace(line, '') : code
}

const isKnownFetch = (before: string, from: string): boolean =>
  KNOWN_FETCHES.some((known) => known.test(from)) ||
  (MEMBER.test(from) && HANDED_ON.test(before.slice(-80)))
