import type { Surroundings } from '../ground/surroundings.ts'
import type { Fault } from '../ground/user-fault.ts'
import { recordOptionMissing } from '../state/record-options.ts'
import type { Demands, Option } from './member-operations.ts'
import type { Wanted } from './operating.ts'

/** Which of the options of all verbs are given too much here, and which are missing. */
export function optionFaults(
  wanted: Wanted & { readonly verb: string; readonly from: string; readonly done: string },
  { needs: all, takes = [], isOfOne }: Demands,
  { environmentVariables }: Pick<Surroundings, 'environmentVariables'>,
): readonly Fault[] {
  const isGiven = (option: Option): boolean => (wanted[option] ?? '').length > 0
  // A token says which organization, and proves it.
  const isTold = (option: Option): boolean =>
    option === 'organization' && environmentVariables.OG_ACTOR_TOKEN !== undefined
  const isOfMany = wanted.from !== ''
  // Each line of a list says whom, and may say where.
  const needs = all.filter((option) => !isOfMany || !['user', 'organization'].includes(option))
  const taken = [
    ...needs,
    ...takes,
    ...(isOfMany && all.includes('organization') ? ORGANIZATION : []),
  ]
  return [
    ...(isOfMany && (isOfOne === true || !all.includes('user'))
      ? [notTaken(wanted.verb, 'from')]
      : []),
    ...(wanted.done !== '' && !isOfMany ? [notTaken(wanted.verb, 'done')] : []),
    ...needs
      .filter((option) => !isGiven(option) && !isTold(option))
      .map((option) => recordOptionMissing(`--${option}`)),
    ...OPTIONS.filter((option) => isGiven(option) && !taken.includes(option)).map((option) =>
      notTaken(wanted.verb, option),
    ),
  ]
}

const ORGANIZATION: readonly Option[] = ['organization']

const OPTIONS: readonly Option[] = [
  'user',
  'organization',
  'reason',
  'until',
  'invitation',
  'client',
  'inviter',
  'roles',
  'changes',
]

const notTaken = (verb: string, option: Option | 'from' | 'done'): Fault => ({
  code: 'option_invalid',
  message: `\`${verb}\` does not take \`--${option}\``,
  fix: `leave \`--${option}\` out, or use another verb`,
})
