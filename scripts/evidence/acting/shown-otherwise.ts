import { isObject, recordOf, textOf } from '../../ground/json-value.ts'

type Shown = Readonly<Record<string, unknown>>

/**
 * Names that only people know, and what a door that is no refresh has no token for: no guard decides by
 * them.
 */
const FREE =
  /^(client\.name|organization\.name|session\.id|authentication\.methods\.\d+\.name|secrets)$/
const CLOSE_MS = 60_000
const REFRESH = 'oauth2-refresh-token'

/**
 * Whether a tenant showed its Actions what the witness says.
 * @returns the first member that it showed otherwise; null where there is none
 */
export function shownOtherwise(witness: object, shown: object): string | null {
  const [asked, seen] = [recordOf(witness), recordOf(shown)]
  const protocol = textOf(recordOf(asked.transaction).protocol)
  const { refresh_token: _token, ...others } = asked
  if (seen.organization !== undefined && asked.organization === undefined) return 'organization'
  return otherIn(protocol === REFRESH ? asked : others, seen, '')
}

function otherIn(asked: Shown, seen: Shown, above: string): string | null {
  for (const [name, value] of Object.entries(asked)) {
    const path = `${above}${name}`
    if (value === undefined ? seen[name] === undefined : isAlike(value, seen[name], path)) continue
    const inner = FREE.test(path) ? null : otherBelow(value, seen[name], path)
    if (inner !== null) return inner
  }
  return null
}

/** Lists are as long as each other; what they hold is compared as members are. */
function otherBelow(value: unknown, seen: unknown, path: string): string | null {
  if (Array.isArray(value) && Array.isArray(seen)) {
    return value.length === seen.length
      ? otherIn({ ...value } as unknown as Shown, { ...seen } as unknown as Shown, `${path}.`)
      : path
  }
  if (!isObject(value) || !isObject(seen)) return path
  // Metadata is all that there is: a member more is another one.
  const isWhole = path.endsWith('metadata')
  const more = isWhole && Object.keys(seen).some((name) => !Object.hasOwn(value, name))
  return more ? path : otherIn(value, seen, `${path}.`)
}

/** Moments may be a little apart: the tenant's clock goes on while somebody signs in. */
function isAlike(value: unknown, seen: unknown, path: string): boolean {
  if (FREE.test(path) || value === seen) return true
  const isMoment = /(timestamp|_at)$/.test(path)
  return isMoment && Math.abs(Date.parse(textOf(value)) - Date.parse(textOf(seen))) < CLOSE_MS
}
