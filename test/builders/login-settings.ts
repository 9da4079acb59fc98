import type { PolicyId } from '../../policies/catalogue.ts'
import { LOGIN_POLICIES } from '../../policies/login/decide.ts'
import type { EmailLockSettings } from '../../policies/login/email-lock.about.ts'
import { loginSettings as withDefaults } from '../../policies/login/login-settings.ts'
import type { LoginSettings } from '../../policies/login/settings.ts'
import type { Mode, Rollout } from '../../policies/mode.ts'
import { DAY_MS, NOON_MS } from './noon.ts'

/** Every policy of a login that has a rollout of its own; who speaks for others has none. */
export const LOGIN_POLICY_IDS: readonly PolicyId[] = LOGIN_POLICIES.filter(
  ({ modeFrom }) => modeFrom === undefined,
).map(({ id }) => id)

export const aRollout = (mode: Mode, differences: Partial<Rollout> = {}): Rollout => ({
  mode,
  ...differences,
})

/** Every login policy in one mode. */
export const everyPolicy = (mode: Mode): LoginSettings['rollout'] =>
  Object.fromEntries(LOGIN_POLICY_IDS.map((policy) => [policy, aRollout(mode)]))

/** Missing locks are adopted, the cut-over is half a year away, and records are made at once. */
export const anEmailLock = (differences: Partial<EmailLockSettings> = {}): EmailLockSettings => ({
  onMissing: 'adopt',
  newcomers: 'adopt',
  cutOverMs: NOON_MS + 180 * DAY_MS,
  spread: { fromMs: NOON_MS - 180 * DAY_MS, days: 0 },
  ...differences,
})

/** Everything enforced, nobody exempt; what is not said here is as the policies themselves have it. */
export const loginSettings = (differences: Partial<LoginSettings> = {}): LoginSettings => {
  const plain = withDefaults({ rollout: everyPolicy('enforce') })
  return {
    ...plain,
    orgStatus: { active: ['active'] },
    membership: { ...plain.membership, markerRole: 'member' },
    emailLock: anEmailLock(),
    upstreamFreshness: { ...plain.upstreamFreshness, maxAgeMs: DAY_MS },
    ...differences,
  }
}
