import type { PolicyId } from '../../policies/catalogue.ts'
import type { Mode, Rollout } from '../../policies/mode.ts'
import type { Exemption } from '../../policies/policy.ts'
import { sorted } from '../ground/sorted.ts'
import type { Kind, Resolve } from './resolve.ts'
import type { RulebookFile } from './rulebook-file.ts'

export type RolloutFile = RulebookFile['policies']['user-suspended']

/** The modes of some policies, by id instead of by name; nothing for what names nobody. */
export const bakeRollouts = (
  policies: Readonly<Partial<Record<PolicyId, RolloutFile>>>,
  resolve: Resolve,
): Partial<Record<PolicyId, Rollout>> =>
  Object.fromEntries(
    Object.entries(policies).map(([policy, rollout]) => {
      const modes = (kind: Kind): Record<string, Mode> | undefined => {
        const named = Object.entries(rollout[kind] ?? {})
        if (named.length === 0) return undefined
        const path = `policies.${policy}.${kind}`
        return sorted(named.map(([name, mode]) => [resolve(kind, name, `${path}.${name}`), mode]))
      }
      const [applications, organizations, identitySources] = [
        modes('clients'),
        modes('organizations'),
        modes('connections'),
      ]
      const baked: Rollout = {
        mode: rollout.mode,
        ...(applications && { applications }),
        ...(organizations && { organizations }),
        ...(identitySources && { identitySources }),
      }
      return [policy, baked]
    }),
  )

/** Without its owner and reason: they stay in git. */
export function bakeExemption(
  { policy, client, organization, connection, expires }: RulebookFile['exemptions'][number],
  path: string,
  resolve: Resolve,
): Exemption {
  return {
    policy,
    ...(client === undefined ? {} : { application: resolve('clients', client, `${path}.client`) }),
    ...(organization === undefined
      ? {}
      : { organization: resolve('organizations', organization, `${path}.organization`) }),
    ...(connection === undefined
      ? {}
      : { identitySource: resolve('connections', connection, `${path}.connection`) }),
    untilMs: Date.parse(expires),
  }
}
