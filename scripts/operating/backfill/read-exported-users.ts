import type { Event } from '@auth0/actions/post-login/v3'
import { type Fault, refuseFaults } from '../../ground/user-fault.ts'
import { readExport } from '../../state/read-export.ts'

/** Fields without which nobody can be judged; `user_id`, `created_at` and metadata are asked for by the reader. */
const NEEDED = ['email', 'email_verified', 'identities'] as const

/**
 * The people of a user export with all that a login shows of them.
 * @throws UserFault as `readExport`, and when nobody has one of the fields: a person without an address
 *   looks like one whose address was not exported
 */
export async function* readExportedUsers(
  absolutePath: string,
  file: string,
): AsyncGenerator<Event['user']> {
  const missing = new Set<string>(NEEDED)
  for await (const { profile } of readExport(absolutePath, file, 'of people')) {
    for (const field of missing) if (Object.hasOwn(profile, field)) missing.delete(field)
    yield profile as unknown as Event['user']
  }
  refuseFaults([...missing].map((field) => fieldMissing(file, field)))
}

const fieldMissing = (file: string, field: string): Fault => ({
  code: 'export_incomplete',
  message: `nobody in \`${file}\` has \`${field}\`, so it cannot be told what would be locked`,
  fix: `export the fields \`user_id\`, \`created_at\`, \`app_metadata\`, ${NEEDED.map((one) => `\`${one}\``).join(', ')}, \`phone_number\`, \`phone_verified\` and \`username\`, of all connections`,
})
