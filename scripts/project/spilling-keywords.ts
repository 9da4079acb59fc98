import { isObject, type Json } from '../ground/json-value.ts'
import { type Marker, mapKeywords, markersIn, standsBare } from './keywords.ts'
import { parseDocument } from './tenant-folder/json-document.ts'
import { isYaml } from './tenant-folder/tenant-texts.ts'
import { parseYaml } from './tenant-folder/yaml-document.ts'

/** One word in JSON and in YAML, which means nothing to either. */
const WORD = 'ogKeywordStandsHere'

/**
 * Keywords put in as `##NAME##` whose value changes more of the file than the value that it stands in: a
 * quote in it ends the text, and what follows is read as further members, or in place of others. Told by
 * reading the file with a plain word in its place. A file that cannot be read is another finding. Pure.
 */
export function spillingKeywords(
  file: string,
  text: string,
  keywords: Readonly<Record<string, unknown>>,
): readonly Marker[] {
  const parse = isYaml(file) ? parseYaml : parseDocument
  if (!isYaml(file) && !file.endsWith('.json')) return []
  const markers = markersIn(text).filter(
    ({ kind, name }, at, all) =>
      kind === '##' &&
      Object.hasOwn(keywords, name) &&
      all.findIndex((one) => one.kind === kind && one.name === name) === at,
  )
  if (markers.length === 0) return []
  const deployed = parse(file, mapKeywords(text, keywords)).value
  if (deployed === undefined) return []
  return markers.filter(({ name }) => {
    const plain = parse(file, mapKeywords(withWord(file, text, name), keywords)).value
    const value = keywords[name]
    return !isSameButFor(plain as Json | undefined, deployed as Json, value as Json)
  })
}

const withWord = (file: string, text: string, name: string): string =>
  text.replaceAll(`##${name}##`, (_marker, offset: number) =>
    !isYaml(file) && standsBare(text, offset) ? `"${WORD}"` : WORD,
  )

/** @param value of the keyword: where it is all that stands there, it may be any JSON */
function isSameButFor(plain: Json | undefined, deployed: Json | undefined, value: Json): boolean {
  if (typeof plain === 'string' && plain.includes(WORD)) {
    const isInner = typeof deployed === 'object' && deployed !== null
    return !isInner || (plain === WORD && isWritten(value, deployed))
  }
  if (Array.isArray(plain) && Array.isArray(deployed)) {
    return (
      plain.length === deployed.length &&
      plain.every((one, index) => isSameButFor(one, deployed[index], value))
    )
  }
  if (!isObject(plain) || !isObject(deployed)) return plain === deployed
  const isPlainKey = (key: string): boolean => !key.includes(WORD)
  const same = Object.keys(plain).filter(isPlainKey)
  const renamed = Object.keys(plain).filter((key) => !isPlainKey(key))
  const others = Object.keys(deployed).filter((key) => !same.includes(key))
  return (
    others.length === renamed.length &&
    same.every(
      (key) => Object.hasOwn(deployed, key) && isSameButFor(plain[key], deployed[key], value),
    ) &&
    renamed.every((key, index) => isSameButFor(plain[key], deployed[others[index] ?? ''], value))
  )
}

/** A list or an object, written out as the whole of a value. */
function isWritten(value: Json, deployed: Json): boolean {
  try {
    return JSON.stringify(JSON.parse(String(value))) === JSON.stringify(deployed)
  } catch {
    return false
  }
}
