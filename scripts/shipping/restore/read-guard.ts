import type { Session } from '../session.ts'
import { fetchActual } from '../tenant-state/fetch-actual.ts'
import type { ActualTenant } from '../tenant-state/resource.ts'

/** All Actions, and what is bound to these triggers; nothing has to be built for it. */
export const readGuard = (
  { access, fingerprint }: Session,
  triggers: readonly string[],
): Promise<ActualTenant> =>
  fetchActual(
    access,
    {
      types: ['actions', 'triggers'],
      resources: triggers.map((name) => ({ type: 'triggers', name, value: { bindings: [] } })),
      hash: '',
      notes: [],
    },
    { fingerprint, keeps: {}, ownClientIds: new Set() },
  )
