import type { Estate } from '../estate.ts'
import { newPerson, type Visitor } from '../visitor.ts'

/** By an administrator, or by the identity provider, whoever's the address is. */
export async function changeAddress(
  { admin, upstream }: Estate,
  visitor: Visitor,
): Promise<Visitor> {
  const { person, userId, source } = visitor
  const { email } = newPerson()
  if (source === 'acme-oidc') upstream.people.change(person.email, { email })
  else await admin.changeAddress(userId, email)
  return { ...visitor, person: { ...person, email } }
}
