import { isSecretPlace } from '../gateway/secret-places.ts'
import { everyTextIn } from '../ground/json-value.ts'
import { lineAt } from '../ground/line-at.ts'
import type { Fault } from '../ground/user-fault.ts'
import type { EnvironmentFile } from '../project/environment-file.ts'
import { mapKeywords } from '../project/keywords.ts'
import { isYaml } from '../project/tenant-folder/tenant-texts.ts'
import { judgeYamlSecrets } from './judge-yaml-secrets.ts'
import {
  indexesOf,
  isOfGuard,
  markersOf,
  mayHold,
  misplaced,
  type SecretFault,
} from './secret-markers.ts'

type Environment = Pick<EnvironmentFile, 'keywords' | 'secrets'>

/** Secret whatever the environment lists: whoever holds one of them speaks for the guard. */
const GUARD_SECRETS = [
  'OG_SIGNING_KEY',
  'OG_VERIFYING_KEY',
  'OG_CLIENT_SECRET',
  'OG_DRIFT_CLIENT_SECRET',
  'OG_BREAK_GLASS',
  'OG_DELEGATES',
]

/**
 * Everything that is wrong with where secrets stand. Pure.
 * @param files of the tenant folder, as they are in git, by path relative to the checkout
 */
export function judgeSecretPlaces(
  files: ReadonlyMap<string, string>,
  environment: Environment,
): readonly SecretFault[] {
  const secrets = [...new Set([...environment.secrets, ...GUARD_SECRETS])]
  return [
    ...judgeKeywords(environment, secrets),
    ...[...files].flatMap(([file, text]) => judgeFile(file, text, environment, secrets)),
  ]
}

/** A value from git that is a secret's, or that would bring a marker to where nobody looks for it. */
const judgeKeywords = (
  { keywords }: Environment,
  secrets: readonly string[],
): readonly SecretFault[] =>
  Object.entries(keywords).flatMap(([name, value]): SecretFault[] => {
    const place = { name, file: '', path: ['keywords', name], line: 1 }
    const inside = /(@@|##)[\w.-]+\1/.exec(JSON.stringify(value))?.[0]
    return [
      ...(secrets.includes(name)
        ? [{ ...place, id: 'keyword_is_secret' as const, marker: `@@${name}@@` }]
        : []),
      ...(inside === undefined
        ? []
        : [{ ...place, id: 'keyword_value_marked' as const, marker: inside }]),
    ]
  })

function judgeFile(
  file: string,
  text: string,
  { keywords }: Environment,
  secrets: readonly string[],
): readonly SecretFault[] {
  const open = Object.fromEntries(
    Object.entries(keywords).filter(([name]) => !secrets.includes(name)),
  )
  // The declaration of a guard is staged with its keywords put in, and the Deploy CLI does so once more.
  const once = mapKeywords(text, open)
  const twice = mapKeywords(once, open)
  const forms = once === twice ? [once] : [once, twice]
  return forms.flatMap((mapped) => judgeMapped(file, text, mapped, secrets))
}

function judgeMapped(
  file: string,
  text: string,
  mapped: string,
  secrets: readonly string[],
): readonly SecretFault[] {
  // Searched as the Deploy CLI does, name by name: markers may overlap, and a path is never replaced.
  const held = secrets.flatMap((name) => {
    const markers = markersOf(name).filter((marker) =>
      [text, mapped, file].some((one) => unescaped(one).includes(marker)),
    )
    return markers.length === 0 ? [] : [{ name, markers }]
  })
  if (held.length === 0) return []
  if (isYaml(file)) return held.flatMap(({ name }) => judgeYamlSecrets(file, text, mapped, name))
  const json = file.endsWith('.json') ? parsed(mapped) : undefined
  return held.flatMap(({ name, markers }) => {
    const inPath = markers.some((marker) => file.includes(marker))
    return json === undefined || inPath
      ? markers.map((marker) => misplaced(file, text, name, marker))
      : judgeValues(file, text, json, name)
  })
}

/** `\u0040` is an `@` to whoever parses the JSON, and some of what is parsed is written out again. */
const unescaped = (text: string): string =>
  text.replace(/\\u00(40|23)/g, (_escape, code: string) => (code === '40' ? '@' : '#'))

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** Every place of the JSON at which the secret stands, judged; and what stands there and is not read. */
function judgeValues(
  file: string,
  text: string,
  { value: root }: { readonly value: unknown },
  name: string,
): readonly SecretFault[] {
  const quoted = `"@@${name}@@"`
  const found = [...everyTextIn(root)].flatMap(({ path, text: value, isKey }) => {
    const marker = markersOf(name).find((one) => value.includes(one))
    if (marker === undefined) return []
    const isAllowed = !isKey && isSecretPlace(file, path) && mayHold(file, root, path, name)
    const id = isAllowed ? ('secret_spliced' as const) : ('secret_misplaced' as const)
    const isSafe = isAllowed && value === `@@${name}@@`
    return [{ isSafe, fault: { id, name, marker, file, path, line: 1 } }]
  })
  const faults = found.flatMap(({ isSafe, fault }) => (isSafe ? [] : [fault]))
  const safe = found.length - faults.length
  const written = markersOf(name).flatMap((marker) => indexesOf(text, marker))
  const outside = written.filter((at) => text.slice(at - 1, at - 1 + quoted.length) !== quoted)
  const bare = outside[0]
  // Safe by its value, and not written as the only form that is: without quotes, or with escapes.
  if (faults.length === 0 && (bare !== undefined || written.length < safe)) {
    const first = found[0]?.fault
    const line = lineAt(text, bare ?? 0)
    if (first !== undefined) return [{ ...first, id: 'secret_spliced', path: null, line }]
  }
  // More markers than places: one stands under a key that another of the same name hides.
  if (written.length > found.length) {
    const marker = markersOf(name).find((one) => text.includes(one)) ?? ''
    return [...faults, misplaced(file, text, name, marker)]
  }
  return faults
}

/** What a build says about it; the value of the secret is not known here. */
export function secretFault(fault: SecretFault): Fault {
  const { id, name, marker, file, path } = fault
  const at = path === null ? `\`${file}\`` : `\`${path.join('.')}\` in \`${file}\``
  switch (id) {
    case 'secret_misplaced':
      return {
        code: id,
        message: `secret \`${name}\` stands as \`${marker}\` at ${at}, which is no place for it`,
        fix: isOfGuard(name)
          ? 'take it out: what begins with `OG_` belongs to the guard, and stands only in `secrets` of its own Actions, each under its own name'
          : 'take it out: a secret stands only in a field that Auth0 keeps for secrets; what is none belongs under `keywords` of the environment',
      }
    case 'secret_spliced':
      return {
        code: id,
        message: `secret \`${name}\` is put in as \`${marker}\` at ${at}: accepted is \`"@@${name}@@"\` as the whole value`,
        fix: `write \`"@@${name}@@"\``,
      }
    case 'keyword_value_marked':
      return {
        code: id,
        message: `the value of keyword \`${name}\` holds \`${marker}\`, which is a keyword itself`,
        fix: `write what \`${name}\` is to be, without a keyword in it`,
      }
    case 'keyword_is_secret':
      return {
        code: id,
        message: `\`${name}\` is a secret, and \`keywords\` gives it a value in git`,
        fix: `replace the secret, which is known now, and name \`${name}\` under \`secrets\` only`,
      }
    default:
      return id satisfies never
  }
}
