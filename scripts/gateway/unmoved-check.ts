import { canonicalJson, type JsonObject } from '../ground/json-value.ts'
import { type Call, parentOf } from './call.ts'
import { draftDifference, type Uploads } from './draft-difference.ts'
import { type Effect, effectOf } from './effect-of.ts'
import type { Write } from './gateway.ts'
import type { SecretStandIns } from './secret-stand-ins.ts'
import type { TenantPort } from './tenant-port.ts'
import { openSnapshot, readOne } from './tenant-snapshot.ts'
import { openVirtualTenant, type VirtualTenant } from './virtual-tenant.ts'

/**
 * Told of each write of a run, and once more before it is repeated (`isAgain`). Throws TenantMoved where it
 * would replace what is not as it was.
 */
export type AssertUnmoved = (write: Write, isAgain?: boolean) => Promise<void>

/** Somebody else has changed what a write would replace; it has not left. */
export class TenantMoved extends Error {
  override readonly name = 'TenantMoved'
  constructor(path: string, fields: readonly string[]) {
    super(`\`${path}\` (${fields.map((field) => `\`${field}\``).join(', ')})`)
  }
}

/**
 * Asks the tenant again, as the last thing before a write leaves. Auth0 has no conditional writes, so that
 * somebody else can still come in between, for the time of one request.
 * @param uploads of this run: what the tenant answered to each
 */
export function unmovedCheck(
  tenant: VirtualTenant,
  port: TenantPort,
  { uploads, reveal }: Pick<SecretStandIns, 'reveal'> & { readonly uploads: Uploads },
): AssertUnmoved {
  const made = new Map<string, readonly Made[]>()
  return async ({ call, effect }, isAgain = false) => {
    if (effect.kind === 'put-to-use') {
      const draft = (await readOne(openSnapshot(port), effect.path)) ?? {}
      const fields = draftDifference(await draftOf(effect.path, tenant, uploads), draft)
      if (fields.length > 0) throw new TenantMoved(effect.path, fields)
    }
    if (effect.kind !== 'change' && effect.kind !== 'remove') return
    const earlier = (made.get(call.path) ?? []).filter((one) => one.call !== call)
    made.set(call.path, [...earlier, { call, members: namedBy(effect) }])
    const replaced = withoutOurs(await replacedBy(call, effect, tenant), earlier)
    const ours = isAgain && effect.kind === 'change' ? leftBy(effect, replaced, reveal) : {}
    const fields = await movedFields({ ...replaced, ours }, tenant, port)
    if (fields.length > 0) throw new TenantMoved(call.path, fields)
  }
}

/** A write of this run: what others find of its members is our own doing. Null where it is all that is there. */
type Made = { readonly call: Call; readonly members: readonly string[] | null }

const namedBy = (effect: Extract<Effect, { kind: 'change' | 'remove' }>): Made['members'] =>
  effect.kind === 'remove' || effect.isWhole || effect.isForm ? null : Object.keys(effect.members)

/** Of what an earlier write of this run left at the same path, only the rest can be somebody else's. */
function withoutOurs<One extends Pick<Replaced, 'members' | 'isWhole'>>(
  replaced: One,
  earlier: readonly Made[],
): One {
  if (earlier.length === 0) return replaced
  const isAllOurs = replaced.isWhole || earlier.some(({ members }) => members === null)
  const ours = new Set(earlier.flatMap(({ members }) => members ?? []))
  return { ...replaced, members: isAllOurs ? [] : replaced.members.filter((one) => !ours.has(one)) }
}

/** As this run uploaded it; one that an earlier run left behind, as it was read. */
async function draftOf(path: string, tenant: VirtualTenant, uploads: Uploads): Promise<JsonObject> {
  const uploaded = uploads.get(path)
  const { secrets, ...known } = (await tenant.now(path)) ?? {}
  if (uploaded !== undefined) return { ...known, ...uploaded }
  return secrets === undefined ? known : { ...known, secrets }
}

/** What a write takes away, and how it is read. */
type Replaced = {
  readonly path: string
  readonly before: JsonObject
  /** Members of which it leaves nothing as it was. */
  readonly members: readonly string[]
  /** Whatever else is there by then goes too. */
  readonly isWhole: boolean
  readonly now: (fresh: VirtualTenant) => Promise<JsonObject>
  /** What the write itself may have left there, where an earlier try of it was not answered. */
  readonly ours: JsonObject
}

async function replacedBy(
  call: Call,
  effect: Extract<Effect, { kind: 'change' | 'remove' }>,
  tenant: VirtualTenant,
): Promise<Omit<Replaced, 'ours'>> {
  const { path } = effect
  if (effect.kind === 'remove') {
    const before = (await tenant.before(path)) ?? {}
    const now = async (fresh: VirtualTenant) => (await fresh.before(path)) ?? {}
    return { path, before, members: Object.keys(before), isWhole: true, now }
  }
  const { before, isWhole } = effect
  const replaced = isWhole ? { ...before, ...effect.members } : effect.members
  const members = ADDITIVE.test(path) ? [] : Object.keys(replaced)
  return { path, before, members, isWhole, now: (fresh) => beforeOf(call, fresh) }
}

/** What a try that was not answered may have left; where it replaces all, its other members are gone. */
function leftBy(
  effect: Extract<Effect, { kind: 'change' }>,
  { members, isWhole }: Pick<Replaced, 'members' | 'isWhole'>,
  reveal: SecretStandIns['reveal'],
): JsonObject {
  const gone = isWhole ? Object.fromEntries(members.map((member) => [member, null])) : {}
  return { ...gone, ...(reveal(effect.members) as JsonObject | null) }
}

/** Writes that say of each thing what is to become of it: what they do not name stays. */
const ADDITIVE = /\/(clients|permissions)$/

/** Fields that are not what they were. */
async function movedFields(
  { path, before, members, isWhole, now, ours }: Replaced,
  tenant: VirtualTenant,
  port: TenantPort,
): Promise<readonly string[]> {
  if (members.length === 0) return []
  const fresh = openVirtualTenant(openSnapshot(port))
  const shown = await now(fresh)
  const readings = await tenant.snapshot.readings()
  const movedOf = (found: JsonObject): readonly string[] => {
    const all = isWhole ? [...new Set([...members, ...Object.keys(found)])] : members
    return movedIn(all, [before, ours], found)
  }
  const moved = movedOf(shown)
  if (readings.some(({ call: { path: read } }) => read === path)) return moved
  if (moved.length === 0 && Object.keys(shown).length > 0) return []
  // A list may show a thing otherwise than it shows itself, or alone: as it was read, it is read again.
  const lists = readings.filter(({ call: read }) => read.path === parentOf(path))
  for (const { call: read } of lists) await fresh.answer(read)
  const isToldLess = moved.every((member) => !Object.hasOwn(shown, member))
  if (lists.length === 0 && isToldLess && Object.keys(shown).length > 0) return []
  return movedOf(await now(fresh))
}

/** Of what is gone altogether, nothing is replaced. */
const movedIn = (
  members: readonly string[],
  [before, ours]: readonly [JsonObject, JsonObject],
  now: JsonObject,
): readonly string[] =>
  Object.keys(now).length === 0
    ? []
    : members.filter((member) => {
        const shown = canonicalJson(now[member] ?? null)
        const isOurs = Object.hasOwn(ours, member) && canonicalJson(ours[member]) === shown
        return !isOurs && canonicalJson(before[member] ?? null) !== shown
      })

async function beforeOf(call: Call, tenant: VirtualTenant): Promise<JsonObject> {
  const effect = await effectOf(call, tenant)
  return effect.kind === 'change' ? effect.before : {}
}
