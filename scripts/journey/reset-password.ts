import type { Browser } from '../auth0/login-client/browser.ts'
import type { DoorAnswer } from '../auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../auth0/login-client/person.ts'
import { tenantFetch } from '../auth0/tenant-fetch.ts'
import { idOf, type Scene } from './scene.ts'

/**
 * "Forgot password?", the mail, its link, and a new password, as a person goes through them.
 * @param organization id of the one whose application asks
 */
export async function resetPassword(
  { address, names, readMail }: Scene,
  browser: Browser,
  { name, email }: Person,
  organization?: string,
): Promise<DoorAnswer> {
  await tenantFetch(address)(`https://${address.domain}/dbconnections/change_password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: idOf(names, 'clients', 'Member Portal'),
      connection: 'members',
      email,
      ...(organization === undefined ? {} : { organization }),
    }),
  })
  const page = await browser.visit(readMail(email))
  const form = page.forms.find(({ fields }) => 'password' in fields)
  const { password } = createPerson(name, email)
  const answer =
    form === undefined
      ? page
      : await browser.submit(page, { password, 'confirm-password': password }, form)
  return answer.status < 400
    ? { kind: 'admitted', organization: null, refreshToken: null }
    : { kind: 'refused', error: `page ${answer.status}`, description: answer.body }
}
