import type { ProfileField } from '../../policies/profile-change/profile-field.ts'
import type { Reason } from '../../policies/reasons.ts'
import { type ChangeRequest, judgeChange } from './judge-change.ts'
import type { Tools } from './tools.ts'

/** One field of a profile, for whoever asks. */
export type FieldState = {
  readonly field: ProfileField
  /** As it is; empty where nothing is there. */
  readonly value: string
  /** Why it stays; null where it may be changed. */
  readonly closed: Reason | null
}

const PLAIN = ['name', 'phone', 'username', 'email', 'password', 'deletion'] as const

/** What of a profile could be asked to be changed, each field with what `profile-change` says of it. */
export function profileFields(
  tools: Tools,
  asked: Omit<ChangeRequest, 'field'>,
): readonly FieldState[] {
  const { profile } = asked
  const { attributes } = tools.settings.profileChange.profileChange
  const held = (profile.user_metadata ?? {}) as Readonly<Record<string, unknown>>
  const values: Readonly<Record<string, unknown>> = {
    name: profile.name,
    phone: profile.phone_number,
    username: profile.username,
  }
  const stateOf = (field: ProfileField, value: unknown): FieldState => {
    const decision = judgeChange(tools, { ...asked, field })
    return {
      field,
      value: typeof value === 'string' ? value : '',
      closed: decision.outcome === 'allow' ? null : decision.reason,
    }
  }
  return [
    ...PLAIN.map((kind) => stateOf({ kind }, values[kind])),
    ...Object.entries(attributes).flatMap(([application, names]) =>
      names.map((name) => stateOf({ kind: 'attribute', application, name }, held[name])),
    ),
  ]
}
