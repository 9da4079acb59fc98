import type { Mode } from '../../policies/mode.ts'

/** The modes of one policy, as the rulebook has them. */
type Rollout = {
  readonly mode: Mode
  readonly clients?: Readonly<Record<string, Mode>> | undefined
  readonly organizations?: Readonly<Record<string, Mode>> | undefined
  readonly connections?: Readonly<Record<string, Mode>> | undefined
}

/** Off for everybody. Monitoring is not off: enforcing follows it. */
export const isOff = ({ mode, clients, organizations, connections }: Rollout): boolean =>
  [mode, ...[clients, organizations, connections].flatMap((by) => Object.values(by ?? {}))].every(
    (one) => one === 'off',
  )
