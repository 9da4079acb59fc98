import { isObject, type JsonObject } from '../ground/json-value.ts'
import type { Reply } from './call.ts'
import type { Write, Writer } from './gateway.ts'
import { identifierOf } from './overlay.ts'
import { planName, plannedWrite, type RehearsedWrite } from './planned-write.ts'
import type { SecretStandIns } from './secret-stand-ins.ts'
import type { VirtualTenant } from './virtual-tenant.ts'

export type RehearsingWriter = Writer & { readonly writes: readonly RehearsedWrite[] }

/** Sends nothing: it writes down what would be sent, and answers as the tenant would. */
export function createRehearsingWriter(
  tenant: VirtualTenant,
  standIns: SecretStandIns,
): RehearsingWriter {
  const writes: RehearsedWrite[] = []
  const removals: RehearsedWrite[] = []
  return {
    get writes() {
      return [...writes, ...removals]
    },
    write: async (write) => {
      const { call, isRemoval } = write
      ;(isRemoval ? removals : writes).push(plannedWrite(call, standIns))
      return madeUp(write, tenant)
    },
    finish: async () => {},
  }
}

async function madeUp({ effect, call }: Write, tenant: VirtualTenant): Promise<Reply> {
  const sent = isObject(call.body) ? call.body : {}
  switch (effect.kind) {
    case 'create':
      return { status: 201, body: newThing(effect.collection, effect.value) }
    case 'change':
      return { status: 200, body: { ...(await tenant.now(effect.path)), ...sent } }
    case 'remove':
      return { status: 204 }
    case 'put-to-use':
      return { status: 200, body: { status: 'built', deployed: true } }
    case 'unknown':
      return { status: 200, body: sent }
    default:
      return effect satisfies never
  }
}

function newThing(collection: string, value: JsonObject): JsonObject {
  const thing = { ...value, [identifierOf(collection)]: planName(collection, value, new Map()) }
  if (collection === '/actions/actions') {
    return { ...thing, status: 'built', all_changes_deployed: false }
  }
  return thing
}
