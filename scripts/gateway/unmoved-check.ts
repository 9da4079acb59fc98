import { canonicalJson, type JsonObject } from '../ground/json-value.ts'
import { type Call, parentOf } from './call.ts'
import { type Effect, effectOf } from './effect-of.ts'
import type { Write } from './gateway.ts'
import type { TenantPort } from './tenant-port.ts'
import { openSnapshot, readOne } from './tenant-snapshot.ts'
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
 * @returns to be told of each write of a run; throws TenantMoved where it would replace what is not as it was
 */
export function unmovedCheck(tenant: VirtualTenant, port: TenantPort) {
  /** What is at these is our own doing by now. */
  const written = new Set<string>()
  return async ({ call, effect }: Write): Promise<void> => {
    if (effect.kind === 'deploy-action') {
      const { code } = (await readOne(openSnapshot(port), effect.path)) ?? {}
      const wanted = (await tenant.now(effect.path))?.code
      if (code !== undefined && code !== wanted) throw new TenantMoved(effect.path, ['code'])
    }
    if (effect.kind !== 'change' || written.has(call.path)) return
    written.add(call.path)
    const fields = await movedFields(call, effect, tenant, port)
    if (fields.length > 0) throw new TenantMoved(call.path, fields)
  }
}

type Change = Extract<Effect, { kind: 'change' }>

/** Writes that say of each thing what is to become of it: what they do not name stays. */
const ADDITIVE = /\/(clients|permissions)$/

/** Fields that a write replaces, and that are not what they were. */
async function movedFields(
  call: Call,
  { path, members, before }: Change,
  tenant: VirtualTenant,
  port: TenantPort,
): Promise<readonly string[]> {
  if (ADDITIVE.test(path)) return []
  const differing = (now: JsonObject): readonly string[] =>
    Object.keys(members).filter(
      (member) =>
        Object.hasOwn(before, member) &&
        Object.hasOwn(now, member) &&
        canonicalJson(before[member]) !== canonicalJson(now[member]),
    )
  const fresh = openVirtualTenant(openSnapshot(port))
  const moved = differing(await beforeOf(call, fresh))
  if (moved.length === 0) return []
  // A list may show a thing otherwise than it shows itself: as it was read, it is read again.
  const readings = await tenant.snapshot.readings()
  if (readings.some(({ call: { path: read } }) => read === path)) return moved
  for (const { call: read } of readings) {
    if (read.path === parentOf(path)) await fresh.answer(read)
  }
  return differing(await beforeOf(call, fresh))
}

async function beforeOf(call: Call, tenant: VirtualTenant): Promise<JsonObject> {
  const effect = await effectOf(call, tenant)
  return effect.kind === 'change' ? effect.before : {}
}
