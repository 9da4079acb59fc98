import { type JsonObject, objectsIn, textOf } from '../ground/json-value.ts'
import { below } from './call.ts'

/**
 * When the tenant wrote each secret of a draft, by name, as it answered the very upload. What is read
 * later may be of somebody else's: a secret's time is all that the tenant ever tells of it.
 */
export type WrittenAt = Readonly<Record<string, string>>

/** By path of the Action, or of the module. */
export type Uploads = ReadonlyMap<string, JsonObject>

export const ACTIONS = '/actions/actions'
export const MODULES = '/actions/modules'

/** What is known of a module's secrets is known by this; no Action is called so. */
export const moduleKey = (name: string): string => `${MODULES}/${name}`

export const writtenAt = ({ secrets }: JsonObject): WrittenAt =>
  Object.fromEntries(
    objectsIn(secrets ?? null).map(({ name, updated_at: at }) => [textOf(name), textOf(at)]),
  )

/** When this upload of an Action wrote a secret; empty where it is not known to have. */
export const uploadedAt = (uploads: Uploads, id: string, secret: string): string =>
  writtenAt(uploads.get(below(ACTIONS, id)) ?? {})[secret] ?? ''

/** What a version is made of that is not what was uploaded; what was not told is not compared. Pure. */
export const draftDifference = (uploaded: JsonObject, now: JsonObject): readonly string[] => [
  ...['code', 'runtime'].filter((member) => isOther(uploaded[member], now[member])),
  ...(isOther(packagesIn(uploaded), packagesIn(now)) ? ['dependencies'] : []),
  ...(hasOtherModules(uploaded, now) ? ['modules'] : []),
  ...secretDifference(uploaded, now),
]

const isOther = (uploaded: unknown, now: unknown): boolean =>
  uploaded !== undefined && now !== undefined && uploaded !== now

const packagesIn = ({ dependencies }: JsonObject): string | undefined =>
  Array.isArray(dependencies)
    ? objectsIn(dependencies)
        .map(({ name, version }) => `${textOf(name)}@${textOf(version)}`)
        .toSorted()
        .join(' ')
    : undefined

const OF_A_MODULE = ['module_id', 'module_name', 'module_version_id', 'module_version_number']

/** One and the same may be told by its id, its name, or both. */
function hasOtherModules({ modules: ours }: JsonObject, { modules: theirs }: JsonObject): boolean {
  if (!Array.isArray(ours) || !Array.isArray(theirs)) return false
  const isSame = (one: JsonObject, other: JsonObject): boolean =>
    OF_A_MODULE.every((member) => !isOther(one[member], other[member]))
  const found = objectsIn(theirs)
  return (
    ours.length !== theirs.length ||
    !objectsIn(ours).every((one) => found.some((other) => isSame(one, other)))
  )
}

function secretDifference(uploaded: JsonObject, now: JsonObject): readonly string[] {
  if (!Array.isArray(uploaded.secrets) || !Array.isArray(now.secrets)) return []
  const [ours, theirs] = [writtenAt(uploaded), writtenAt(now)]
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
  return names.filter((name) => ours[name] !== theirs[name]).map((name) => `secrets[${name}]`)
}
