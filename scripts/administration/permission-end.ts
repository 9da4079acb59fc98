import { UserFault } from '../ground/user-fault.ts'
import type { Tools } from './tools.ts'

/**
 * When a permission ends that lasts so many hours, epoch ms.
 * @throws UserFault for no moment to come: it would permit nothing, without a word
 */
export function permissionEnd({ nowMs }: Pick<Tools, 'nowMs'>, hours: number): number {
  const endMs = nowMs() + hours * 3_600_000
  if (hours > 0 && !Number.isNaN(new Date(endMs).getTime())) return endMs
  throw new UserFault([
    {
      code: 'hours_invalid',
      message: `a permission cannot last \`${hours}\` hours`,
      fix: 'give a number of hours above 0',
    },
  ])
}
