import { admitted, refused } from '../auth0/login-client/outcome.ts'
import { createPerson } from '../auth0/login-client/person.ts'
import type { Guide } from './guide.ts'

/** The same login to an application that demands the organization, and to one that is only watched. */
export async function walkWithoutOrganization(guide: Guide): Promise<void> {
  const { walk, admin, toOutcome, scene } = guide
  const cleo = createPerson('Cleo', 'cleo@example.com')
  const browser = guide.newBrowser()

  await walk(
    'code',
    'Cleo',
    'without organization, Member Portal',
    refused('ORG_CONTEXT_MISSING', 'org-required'),
    async () => {
      await admin.enrol(cleo, ['acme'])
      return toOutcome(await guide.signIn(browser, cleo, null))
    },
  )
  await walk(
    'live session',
    'Cleo',
    'without organization, Reports',
    admitted('logged would=org-required:ORG_CONTEXT_MISSING'),
    async () => {
      const answer = await guide.signIn(browser, cleo, null, {}, 'Reports')
      const would = /would=\S+/.exec(scene.readLogLines().at(-1) ?? '')?.[0] ?? 'nothing'
      return toOutcome(answer, `logged ${would}`)
    },
  )
}
