import { type Fault, UserFault } from '../ground/user-fault.ts'
import type { NameList } from '../project/resolve-names.ts'

/** @throws UserFault for an organization that the tenant does not have */
export function organizationId(names: NameList, name: string): string {
  const found = names.organizations.find((one) => one.name === name)
  if (found !== undefined) return found.id
  throw new UserFault([
    {
      code: 'name_unknown',
      message: `the tenant has no organization \`${name}\``,
      fix: 'name one of its organizations, not its display name',
    },
  ])
}

/**
 * What `--until` says, epoch ms.
 * @param longestMs how far away it may be: a guard takes no notice of a permission that ends later
 * @throws UserFault for anything but a moment after `nowMs`: an end that has passed already would block
 *   nobody, and permit nothing, without a word
 */
export function momentToCome(
  text: string,
  nowMs: number,
  longestMs = Number.POSITIVE_INFINITY,
): number {
  const ms = Date.parse(text)
  if (ms > nowMs && ms - nowMs <= longestMs) return ms
  throw new UserFault([
    {
      code: 'moment_invalid',
      message: `\`--until\` is not accepted: found \`${text}\`, accepted a time to come, such as \`${new Date(nowMs + 86_400_000).toISOString()}\``,
      fix: Number.isFinite(longestMs)
        ? `write a moment after now in ISO 8601, at most \`longestAllowanceDays\` away (${longestMs / 86_400_000})`
        : 'write a moment after now, in ISO 8601',
    },
  ])
}

export const recordOptionMissing = (name: string): Fault => ({
  code: 'option_missing',
  message: `\`${name}\` has no value`,
  fix: `set \`${name}\``,
})
