import { canonicalJson, type JsonObject } from '../ground/json-value.ts'
import { type Call, parentOf } from './call.ts'
import { type Effect, effectOf } from './effect-of.ts'
import type { Write } from './gateway.ts'
import type { TenantPort } from './tenant-port.ts'
import { openSnapshot, readOne } from './tenant-snapshot.ts'
import { draftDifference, type Uploads } from './uploaded-draft.ts'
import { openVirtualTenant, type VirtualTenant } from './virtual-tenant.ts'

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
 * @returns to be told of each write of a run; throws TenantMoved where it would replace what is not as it was
 */
export function unmovedCheck(tenant: VirtualTenant, port: TenantPort, uploads: Uploads) {
  /** What is at these is our own doing by now. */
  const written = new Set<string>()
  return async ({ call, effect }: Write): Promise<void> => {
    if (effect.kind === 'deploy-action') {
      const draft = (await readOne(openSnapshot(port), effect.path)) ?? {}
      const fields = draftDifference(await draftOf(effect.path, tenant, uploads), draft)
      if (fields.length > 0) throw new TenantMoved(effect.path, fields)
    }
    if (effect.kind !== 'change' && effect.kind !== 'remove') return
    if (written.has(call.path)) return
    written.add(call.path)
    const fields = await movedFields(await replacedBy(call, effect, tenant), tenant, port)
    if (fields.length > 0) throw new TenantMoved(call.path, fields)
  }
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
  readonly now: (fresh: VirtualTenant) => Promise<JsonObject>
}

async function replacedBy(
  call: Call,
  effect: Extract<Effect, { kind: 'change' | 'remove' }>,
  tenant: VirtualTenant,
): Promise<Replaced> {
  const { path } = effect
  if (effect.kind === 'remove') {
    const before = (await tenant.before(path)) ?? {}
    const now = async (fresh: VirtualTenant) => (await fresh.before(path)) ?? {}
    return { path, before, members: Object.keys(before), now }
  }
  const { before } = effect
  const members = ADDITIVE.test(path) ? [] : Object.keys(effect.members)
  return { path, before, members, now: (fresh) => beforeOf(call, fresh) }
}

/** Writes that say of each thing what is to become of it: what they do not name stays. */
const ADDITIVE = /\/(clients|permissions)$/

/** Fields that are not what they were. */
async function movedFields(
  { path, before, members, now }: Replaced,
  tenant: VirtualTenant,
  port: TenantPort,
): Promise<readonly string[]> {
  if (members.length === 0) return []
  const fresh = openVirtualTenant(openSnapshot(port))
  const shown = await now(fresh)
  const readings = await tenant.snapshot.readings()
  const moved = movedIn(members, before, shown)
  if (readings.some(({ call: { path: read } }) => read === path)) return moved
  if (moved.length === 0 && Object.keys(shown).length > 0) return []
  // A list may show a thing otherwise than it shows itself, or alone: as it was read, it is read again.
  const lists = readings.filter(({ call: read }) => read.path === parentOf(path))
  for (const { call: read } of lists) await fresh.answer(read)
  const isToldLess = moved.every((member) => !Object.hasOwn(shown, member))
  if (lists.length === 0 && isToldLess && Object.keys(shown).length > 0) return []
  return movedIn(members, before, await now(fresh))
}

/** Of what is gone altogether, nothing is replaced. */
const movedIn = (
  members: readonly string[],
  before: JsonObject,
  now: JsonObject,
): readonly string[] =>
  Object.keys(now).length === 0
    ? []
    : members.filter(
        (member) => canonicalJson(before[member] ?? null) !== canonicalJson(now[member] ?? null),
      )

async function beforeOf(call: Call, tenant: VirtualTenant): Promise<JsonObject> {
  const effect = await effectOf(call, tenant)
  return effect.kind === 'change' ? effect.before : {}
}
