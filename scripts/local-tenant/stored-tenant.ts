import type { JWK } from 'jose'
import { keepState, type StateKeeper } from './keep-state.ts'
import type { MachineClients } from './seed-machine-clients.ts'
import { createSigningKey, importSigningKey, type SigningKey } from './signing-key.ts'
import { renderSnapshot, restoreSnapshot } from './snapshot.ts'
import { removeDeadDrafts, StateFileFault, type StoredTenant } from './state-file.ts'
import type { Tenant } from './store.ts'

/** The stored one, or a new one. @throws StateFileFault */
export async function signingKeyOf(
  stored: StoredTenant | null,
  file: string | undefined,
): Promise<SigningKey> {
  if (stored === null) return createSigningKey()
  try {
    return await importSigningKey(stored.signingKey as JWK)
  } catch {
    throw new StateFileFault(file ?? '', 'is damaged: its `signingKey` is no private RSA key')
  }
}

/** 0, any, where nothing is stored. */
export const storedPort = (stored: StoredTenant | null): number =>
  Number(stored?.snapshot.domain.split(':')[1] ?? 0)

/** Back to what was stored; a clock that was asked for wins over the stored one. */
export function recall(
  tenant: Tenant,
  { snapshot }: StoredTenant,
  { startAtMs }: { readonly startAtMs?: number },
): void {
  const givenOffsetMs = tenant.clock.offsetMs()
  restoreSnapshot(tenant, snapshot)
  if (startAtMs !== undefined) tenant.clock.restore(givenOffsetMs)
}

/** Writes at once, so that a file that cannot be written is refused at the start. */
export async function startKeeper(
  tenant: Tenant,
  machineClients: MachineClients,
  file: string | undefined,
): Promise<StateKeeper> {
  if (file === undefined) return { touch: () => {}, stop: async () => {} }
  await removeDeadDrafts(file)
  const lasting = { signingKey: tenant.signingKey.privateJwk, machineClients }
  const head = JSON.stringify(lasting).slice(0, -1)
  return keepState(file, {
    render: () => `${head},"snapshot":${renderSnapshot(tenant)}}\n`,
    fingerprint: () => {
      const { sequence, executions } = tenant.state
      return `${sequence} ${executions.length} ${executions.at(-1)?.ended_at}`
    },
  })
}
