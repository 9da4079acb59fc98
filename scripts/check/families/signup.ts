import { listOf, recordOf, shown } from '../../ground/json-value.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { isInvitationOnly } from '../invitation-only.ts'
import { managed, type Subject } from '../subject.ts'

const SIGNUP_TELLS_WHO_EXISTS: Rule = {
  id: 'signup_tells_who_exists',
  severity: 'error',
  summary:
    'sign-up is open and meant for the invited only, and the tenant does not hide that an account exists',
  why: 'Auth0 answers `user_exists` for whoever has an account, before any Action runs: anyone may ask for one address after the other. A tenant of before 2019 does so where nothing is stated. Hidden, the answer is `invalid_signup`; that it is not the guard’s own refusal, and comes sooner, no setting hides.',
}

/** What strangers learn at the sign-up endpoint. */
export const signup: Family = {
  title: 'Sign-up',
  rules: [SIGNUP_TELLS_WHO_EXISTS],
  look: (subject) =>
    isInvitationOnly(subject) && isSignupOpen(subject)
      ? managed(subject, 'tenant').flatMap(({ value, place }): readonly Finding[] => {
          const found = recordOf(value.flags).enable_public_signup_user_exists_error
          if (found === false) return []
          const message = `\`flags.enable_public_signup_user_exists_error\` is ${shown(found)}, accepted \`false\``
          const at = place(['flags', 'enable_public_signup_user_exists_error'])
          return [finding(SIGNUP_TELLS_WHO_EXISTS, at, message, 'write `false`')]
        })
      : [],
}

/** At a database, or at one of an organization's, whose own setting outranks it. */
const isSignupOpen = ({ folder }: Subject): boolean =>
  folder.resources.some(
    ({ type, value }) =>
      (type === 'databases' && recordOf(value.options).disable_signup !== true) ||
      (type === 'organizations' &&
        listOf(value.connections).some((one) => recordOf(one).is_signup_enabled === true)),
  )
