import type { Management } from 'auth0'
import type { Profile } from './find-within-reach.ts'
import { sourceKindOf } from './judge-change.ts'
import { LIFTS_KEY } from './lift-ration.ts'
import { orGone } from './or-gone.ts'
import { REQUEST_KEY } from './requested-address.ts'
import type { AdministrationSettings, Tools } from './tools.ts'

export type AccountEnd = 'deleted' | 'anonymised' | 'kept'

/**
 * Deletes the account, or makes it nobody's: of that stay its id, its records and the block. What an identity
 * provider owns comes back from there, and Auth0 lets nobody change it: blocked, it would shut the person out of every
 * organization under their own name, so it is deleted instead.
 */
export async function endAccount(
  { management, newId }: Tools,
  profile: Profile,
  how: AdministrationSettings['departed'],
): Promise<AccountEnd> {
  const { user_id } = profile
  if (how === 'keep') return 'kept'
  if (how === 'delete' || sourceKindOf(profile) !== 'database') {
    await orGone(management.users.delete(user_id))
    return 'deleted'
  }
  await management.users.update(user_id, {
    user_metadata: {},
    app_metadata: { [LIFTS_KEY]: null, [REQUEST_KEY]: null },
  })
  for (const change of changesToNobody(profile, newId())) {
    await management.users.update(user_id, change)
  }
  // Last: whoever was interrupted must not take it for somebody's decision, which ends no account.
  await management.users.update(user_id, { blocked: true })
  return 'anonymised'
}

const NOBODYS_DOMAIN = '@departed.invalid'

/** Whether an account was made nobody's already. */
export const isNobodys = ({ email = '' }: Pick<Profile, 'email'>): boolean =>
  email.endsWith(NOBODYS_DOMAIN)

/** Auth0 refuses a user name and an address in one request. */
const changesToNobody = (
  { username, phone_number }: Profile,
  id: string,
): readonly Management.UpdateUserRequestContent[] => [
  { name: 'departed', nickname: 'departed', given_name: null, family_name: null, picture: null },
  { email: `${id}${NOBODYS_DOMAIN}`, verify_email: false },
  ...(phone_number === undefined ? [] : [{ phone_number: null }]),
  ...(username === undefined ? [] : [{ username: null }]),
]
