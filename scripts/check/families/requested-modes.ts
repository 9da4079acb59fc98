import { MODES_KEY, readRequestedModes } from '../../../actions/records/requested-modes.ts'
import type { PolicyId } from '../../../policies/catalogue.ts'
import { MODES } from '../../../policies/mode.ts'
import { recordOf, textOf } from '../../ground/json-value.ts'
import { isForBackEnds } from '../../project/is-for-back-ends.ts'
import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import { UNKNOWN_SCOPES } from '../../project/unknown-scopes.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { isOff } from '../is-enforced.ts'
import { managed, type Subject } from '../subject.ts'

const REQUESTED_MODE_VOID: Rule = {
  id: 'requested_mode_void',
  severity: 'warning',
  summary: `\`${MODES_KEY}\` of an application or an organization asks for what can never apply`,
  why: 'The guard passes over it. Whoever wrote it believes that something is enforced, and nothing is.',
}

const REQUESTED_MODES_UNREADABLE: Rule = {
  id: 'requested_modes_unreadable',
  severity: 'error',
  summary: `\`${MODES_KEY}\` of an application or an organization holds what is no policy with a mode`,
  why: 'Nobody knows what was meant to be enforced, so the guard enforces every policy that is on for anybody there, and refuses whom they were only watching.',
}

/** What applications and organizations ask for themselves. */
export const requestedModes: Family = {
  title: 'Requested modes',
  rules: [REQUESTED_MODE_VOID, REQUESTED_MODES_UNREADABLE],
  look: (subject) => [
    ...managed(subject, 'clients').flatMap((client) => judge(subject, client, 'client_metadata')),
    ...managed(subject, 'organizations').flatMap((one) => judge(subject, one, 'metadata')),
  ],
}

function judge(
  subject: Subject,
  { type, name, value, place }: Resource,
  field: 'client_metadata' | 'metadata',
): readonly Finding[] {
  const words = textOf(recordOf(value[field])[MODES_KEY]).split(/[\s,;]+/)
  const at = place([field, MODES_KEY])
  return words.flatMap((word) => {
    const asked = readRequestedModes({ [MODES_KEY]: word })
    if (asked === null) {
      const message = `\`${name}\` asks for \`${word}\`, accepted a policy with one of the modes ${ACCEPTED}, as in \`email-lock=enforce\``
      return [finding(REQUESTED_MODES_UNREADABLE, at, message, `correct or remove \`${word}\``)]
    }
    const [policy] = Object.keys(asked) as PolicyId[]
    const why = policy === undefined ? null : whyVoid(subject, type, policy)
    if (why === null) return []
    const message = `\`${name}\` asks for \`${word}\`, which applies to nobody: ${why}`
    return [finding(REQUESTED_MODE_VOID, at, message, `remove \`${word}\``)]
  })
}

const ACCEPTED = MODES.map((mode) => `\`${mode}\``).join(', ')

function whyVoid(subject: Subject, type: Resource['type'], policy: PolicyId): string | null {
  if (policy === 'runtime-guard') return 'it speaks for the other policies, in their modes'
  if (isForBackEnds(policy)) return 'no Action asks it'
  if (isOff(subject.project.rulebook.policies[policy])) {
    return 'the rulebook has it off for everybody, so that it is not deployed'
  }
  if (policy === 'signup-gate') return 'a sign-up is not asked for such metadata'
  return (type === 'organizations' ? UNKNOWN_SCOPES[policy]?.organizations : undefined) ?? null
}
