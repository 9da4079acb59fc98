import { statusIn } from './status-in.ts'
import type { Tools } from './tools.ts'

/**
 * Gives a profile another address, which is nobody's yet: the mailbox proves it.
 * @fact A verification is asked for by user, and takes no address: that of the profile has to change before it is proven.
 * (types of npm `auth0` 7.1.0, verification e-mail and its ticket; read 2026-12-03)
 * @returns whether the tenant took it; not where an account of the same connection has it, or the connection
 *   does not allow it
 */
export async function setAddress(
  { management }: Tools,
  person: string,
  email: string,
): Promise<boolean> {
  try {
    await management.users.update(person, { email, email_verified: false, verify_email: true })
    return true
  } catch (error) {
    if (![400, 409].includes(statusIn(error) ?? 0)) throw error
    return false
  }
}
