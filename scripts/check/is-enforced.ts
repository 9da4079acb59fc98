import type { Mode } from '../../policies/mode.ts'

/** The modes of one policy, as the rulebook has them. */
type Rollout = {
  readonly mode: Mode
  readonly clients?: Readonly<Record<string, Mode>> | undefined
  readonly organizations?: Readonly<Record<string, Mode>> | undefined
  readonly connections?: Readonly<Record<string, Mode>> | undefined
}

/** Off for everybody. Monitoring is not off: enforcing follows it. */
export const isOff = (rollout: Rollout): boolean => modesOf(rollout).every((one) => one === 'off')

/** Enforced for somebody, as far as the environment's ceiling lets it be. */
export const isEnforced = (rollout: Rollout): boolean => modesOf(rollout).includes('enforce')

/** Watched for somebody, and refuses nobody there. */
export const isWatched = (rollout: Rollout): boolean =>
  modesOf(rollout).some((one) => one === 'monitor' || one === 'capture')

/** Records are made of somebody. */
export const isRecorded = (rollout: Rollout): boolean =>
  modesOf(rollout).some((one) => one === 'capture' || one === 'enforce')

const modesOf = ({ mode, clients, organizations, connections }: Rollout): readonly Mode[] => [
  mode,
  ...[clients, organizations, connections].flatMap((by) => Object.values(by ?? {})),
]
