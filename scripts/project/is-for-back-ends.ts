import type { AboutPolicy } from '../../policies/about.ts'
import { CATALOGUE } from '../../policies/catalogue.ts'

const FOR_BACK_ENDS: ReadonlySet<string> = new Set(
  CATALOGUE.filter((one: AboutPolicy) => one.isForBackEnds === true).map(({ id }) => id),
)

/** Whether no Action asks the policy: it is deployed nowhere, and refuses at no door. */
export const isForBackEnds = (policy: string): boolean => FOR_BACK_ENDS.has(policy)
