import { admitted, refused } from '../auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../auth0/login-client/person.ts'
import type { Guide } from './guide.ts'

/** Invited to Acme; later somebody moves her profile to another mailbox. */
export async function walkInvited(guide: Guide): Promise<void> {
  const ann = createPerson('Ann', 'ann@acme.example.com')
  const browser = guide.newBrowser()
  await walkDrift(guide, browser, ann, await walkInvitation(guide, browser, ann))
}

type Accepted = { readonly annId: string; readonly token: string | null }
type Browser = ReturnType<Guide['newBrowser']>

async function walkInvitation(guide: Guide, browser: Browser, ann: Person): Promise<Accepted> {
  const { walk, admin, toOutcome } = guide
  const mallory = createPerson('Mallory', 'mallory@example.net')
  let token: string | null = null
  let annId = ''
  await walk(
    'sign-up',
    'Mallory',
    'nobody invited her',
    refused('SIGNUP_NOT_INVITED', 'signup-gate'),
    () => guide.signUp(mallory),
  )
  await walk(
    'invitation, code',
    'Ann',
    'signs up with the invitation',
    admitted('org_id of acme, address locked'),
    async () => {
      const link = await admin.invite(ann, 'acme')
      const answer = await guide.signIn(browser, ann, null, link)
      if (answer.kind === 'admitted') token = answer.refreshToken
      annId = await admin.findUserId(ann)
      const locked = (await admin.isLocked(annId)) ? 'address locked' : 'no lock'
      const { remark, ...outcome } = toOutcome(answer)
      return { ...outcome, remark: `${remark}, ${locked}` }
    },
  )
  await walk('code', 'Ann', 'signs in again', admitted('wrote nothing'), async () => {
    const before = await admin.snapshot(annId)
    const answer = await guide.signIn(guide.newBrowser(), ann, 'acme')
    const after = await admin.snapshot(annId)
    return toOutcome(answer, before === after ? 'wrote nothing' : 'changed the profile')
  })
  await walk('refresh', 'Ann', 'renews her tokens', admitted('org_id of acme'), async () => {
    const answer = await guide.refresh(token)
    if (answer.kind === 'admitted') token = answer.refreshToken
    return toOutcome(answer)
  })
  return { annId, token }
}

async function walkDrift(
  guide: Guide,
  browser: Browser,
  ann: Person,
  { annId, token }: Accepted,
): Promise<void> {
  const { walk, admin, toOutcome } = guide
  const moved: Person = { ...ann, email: 'ann@mailbox.example.org' }
  const drifted = refused('EMAIL_DRIFT', 'email-lock')
  await walk('code', 'Ann', 'after her address was changed', drifted, async () => {
    await admin.changeAddress(annId, moved.email)
    return toOutcome(await guide.signIn(browser, moved, 'acme', { prompt: 'login' }))
  })
  await walk('silent', 'Ann', 'the refused login left a session', drifted, async () =>
    toOutcome(await guide.signIn(browser, moved, 'acme', { prompt: 'none' })),
  )
  await walk('refresh', 'Ann', 'with the token from before', drifted, async () =>
    toOutcome(await guide.refresh(token)),
  )
}
