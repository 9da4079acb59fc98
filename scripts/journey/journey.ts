import { type Administrator, createAdministrator } from './administrator.ts'
import { refresh, type SignInRequest, signIn } from './application.ts'
import { type Browser, openBrowser } from './browser.ts'
import { type Answer, admitted, type Outcome, readOutcome, refused } from './outcome.ts'
import { createPerson, type Person } from './person.ts'
import { type ApplicationName, idOf, type Scene, signUp } from './scene.ts'

/** One row of the journey: who came to which door, what had to happen, and what did. */
export type JourneyRow = {
  readonly door: string
  readonly person: string
  readonly story: string
  readonly expected: Outcome
  readonly seen: Outcome
}

export const isAsExpected = ({ expected, seen }: JourneyRow): boolean =>
  JSON.stringify(expected) === JSON.stringify(seen)

/**
 * Walks people through the tenant's doors, as applications, administrators and strangers do, and
 * says for every step what was expected and what was seen. A step that breaks is a row, not an end.
 */
export async function walkJourney(
  scene: Scene,
  onRow: (row: JourneyRow) => void,
): Promise<readonly JourneyRow[]> {
  const rows: JourneyRow[] = []
  const walk: Walk = async (door, person, story, expected, step) => {
    const row = { door, person, story, expected, seen: await step().catch(toFailure) }
    rows.push(row)
    onRow(row)
  }
  const guide = { ...createDoors(scene), admin: createAdministrator(scene), scene, walk }
  await walkInvited(guide)
  await walkBlocked(guide)
  await walkSuspended(guide)
  await walkWithoutOrganization(guide)
  return rows
}

type Walk = (
  door: string,
  person: string,
  story: string,
  expected: Outcome,
  step: () => Promise<Outcome>,
) => Promise<void>

type Guide = Doors & { readonly admin: Administrator; readonly scene: Scene; readonly walk: Walk }
type Doors = ReturnType<typeof createDoors>

const toFailure = (error: unknown): Outcome => ({
  decision: 'failed',
  reason: error instanceof Error ? error.message : String(error),
  policy: '',
  remark: '',
})

/** The ways in, each answering with what the person or the application was told there. */
function createDoors(scene: Scene) {
  const organizationName = (id: string | null): string =>
    scene.names.organizations.find((organization) => organization.id === id)?.name ?? 'none'
  const toOutcome = (answer: Answer, remark?: string): Outcome =>
    readOutcome(answer, scene.keys, (id) => remark ?? `org_id of ${organizationName(id)}`)
  const request = (organization: string | null, rest: SignInRequest = {}): SignInRequest =>
    organization === null
      ? rest
      : { ...rest, organization: idOf(scene.names, 'organizations', organization) }

  return {
    toOutcome,

    signUp: async (person: Person): Promise<Outcome> => {
      const { accepted, text } = await signUp(scene, person)
      return accepted
        ? admitted()
        : toOutcome({ kind: 'refused', error: 'sign-up', description: text })
    },

    signIn: (
      browser: Browser,
      person: Person,
      organization: string | null,
      rest: SignInRequest = {},
      application: ApplicationName = 'Member Portal',
    ): Promise<Answer> =>
      signIn(scene.applications[application], browser, person, request(organization, rest)),

    refresh: (token: string | null): Promise<Answer> =>
      refresh(scene.applications['Member Portal'], token),

    newBrowser: (): Browser => openBrowser(scene.address.certificate ?? undefined),
  }
}

/** Invited to Acme; later somebody moves her profile to another mailbox. */
async function walkInvited(guide: Guide): Promise<void> {
  const { walk, admin, toOutcome } = guide
  const mallory = createPerson('Mallory', 'mallory@example.net')
  const ann = createPerson('Ann', 'ann@acme.example.com')
  const moved: Person = { ...ann, email: 'ann@mailbox.example.org' }
  const browser = guide.newBrowser()
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

/** A member of two organizations; one of them shuts him out. */
async function walkBlocked(guide: Guide): Promise<void> {
  const { walk, admin, toOutcome } = guide
  const bob = createPerson('Bob', 'bob@example.com')
  const browser = guide.newBrowser()
  let bobId = ''
  const signInTo = async (organization: string): Promise<Outcome> =>
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

/** Suspended everywhere; a help desk that sets a new password lifts only Auth0's own block. */
async function walkSuspended(guide: Guide): Promise<void> {
  const { walk, admin, toOutcome } = guide
  const sue = createPerson('Sue', 'sue@example.com')
  const renewed: Person = { ...sue, password: createPerson('Sue', sue.email).password }
  const browser = guide.newBrowser()
  const suspended = refused('USER_SUSPENDED', 'user-suspended')

  await walk('code', 'Sue', 'suspended, then given a new password', suspended, async () => {
    const sueId = await admin.enrol(sue, ['acme', 'globex'])
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
}

/** The same login to an application that demands the organization, and to one that is only watched. */
async function walkWithoutOrganization(guide: Guide): Promise<void> {
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
