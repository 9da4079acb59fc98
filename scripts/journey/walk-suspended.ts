import { admitted, refused } from '../auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../auth0/login-client/person.ts'
import type { Guide } from './guide.ts'

/** Suspended everywhere; a help desk that sets a new password lifts only Auth0's own block. */
export async function walkSuspended(guide: Guide): Promise<void> {
  const { walk, admin, toOutcome } = guide
  const sue = createPerson('Sue', 'sue@example.com')
  const renewed: Person = { ...sue, password: createPerson('Sue', sue.email).password }
  const browser = guide.newBrowser()
  const suspended = refused('USER_SUSPENDED', 'user-suspended')

  await walk('password reset', 'Sue', 'an ordinary one', admitted(), async () => {
    await admin.enrol(sue, ['acme', 'globex'])
    return toOutcome(await guide.reset(sue), '')
  })
  await walk('code', 'Sue', 'suspended, then given a new password', suspended, async () => {
    const sueId = await admin.findUserId(sue)
    await admin.block(sueId, '*')
    await admin.blockNatively(sueId)
    await admin.resetPassword(sueId, renewed.password)
    if (await admin.isBlockedNatively(sueId)) throw new Error('the native block was not lifted')
    return toOutcome(await guide.signIn(browser, renewed, 'acme'))
  })
  await walk('live session', 'Sue', 'tries the other organization', suspended, async () =>
    toOutcome(await guide.signIn(browser, renewed, 'globex')),
  )
  await walk('live session', 'Sue', 'tries without organization', suspended, async () =>
    toOutcome(await guide.signIn(browser, renewed, null, {}, 'Reports')),
  )
  await walk(
    'password reset',
    'Sue',
    'by mail this time',
    refused('USER_SUSPENDED', 'password-reset-gate'),
    async () => toOutcome(await guide.reset(sue)),
  )
}
