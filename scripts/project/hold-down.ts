import { type Mode, type Rollout, weaker } from '../../policies/mode.ts'
import type { CommonSettings } from '../../policies/policy.ts'

type ModesById = Rollout['organizations']

/**
 * The settings with no policy reaching further than `ceiling`: the rollouts as they then are, for
 * whoever reads them, and the ceiling itself, for what an application or an organization asks for.
 */
export const holdDown = <Settings extends CommonSettings>(
  settings: Settings,
  ceiling: Exclude<Mode, 'off'>,
): Settings => ({
  ...settings,
  ceiling,
  rollout: Object.fromEntries(
    Object.entries(settings.rollout).map(([policy, rollout]) => [policy, capped(rollout, ceiling)]),
  ),
})

const capped = (
  { mode, applications, organizations, identitySources }: Rollout,
  ceiling: Mode,
): Rollout => ({
  mode: weaker(mode, ceiling),
  ...(applications && { applications: cappedEach(applications, ceiling) }),
  ...(organizations && { organizations: cappedEach(organizations, ceiling) }),
  ...(identitySources && { identitySources: cappedEach(identitySources, ceiling) }),
})

const cappedEach = (modes: NonNullable<ModesById>, ceiling: Mode): NonNullable<ModesById> =>
  Object.fromEntries(Object.entries(modes).map(([id, mode]) => [id, weaker(mode, ceiling)]))
