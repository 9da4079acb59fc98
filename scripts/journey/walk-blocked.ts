import { admitted, type LoginOutcome, refused } from '../auth0/login-client/outcome.ts'
import { createPerson } from '../auth0/login-client/person.ts'
import type { Guide } from './guide.ts'

/** A member of two organizations; one of them shuts him out. */
export async function walkBlocked(guide: Guide): Promise<void> {
  const { walk, admin, toOutcome } = guide
  const bob = createPerson('Bob', 'bob@example.com')
  const browser = guide.newBrowser()
  let bobId = ''
  const signInTo = async (organization: string): Promise<LoginOutcome> =>
    toOutcome(await guide.signIn(browser, bob, organization))

  await walk('code', 'Bob', 'member of both', admitted('org_id of acme'), async () => {
    bobId = await admin.enrol(bob, ['acme', 'globex'])
    return signInTo('acme')
  })
  await walk('live session', 'Bob', 'goes on to the other', admitted('org_id of globex'), () =>
    signInTo('globex'),
  )
  await walk(
    'live session',
    'Bob',
    'after Acme blocked him',
    refused('ORG_BLOCKED', 'org-blocked'),
    async () => {
      await admin.block(bobId, 'acme')
      return signInTo('acme')
    },
  )
  await walk('live session', 'Bob', 'Globex did not', admitted('org_id of globex'), () =>
    signInTo('globex'),
  )
}
