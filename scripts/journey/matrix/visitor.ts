import { randomUUID } from 'node:crypto'
import { type SignInRequest, signIn } from '../../auth0/login-client/application.ts'
import type { Browser } from '../../auth0/login-client/browser.ts'
import type { DoorAnswer } from '../../auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../auth0/login-client/person.ts'
import { idOf } from '../scene.ts'
import { createOperator } from './operator.ts'
import type { Stage } from './stage.ts'

/** Somebody who comes to a door. */
export type Visitor = {
  readonly person: Person
  /** Empty for whoever has no account. */
  readonly userId: string
  /** The connection that the account is of. */
  readonly source: 'members' | 'acme-oidc' | 'email'
}

/** Somebody who was let in before anything went wrong. */
export type Member = Visitor & {
  /** With a session in it. */
  readonly browser: Browser
  readonly refreshToken: string | null
  readonly accessToken: string
}

/** A name of its own for everybody: the doors of one row are walked at the same time. */
export const newPerson = (): Person =>
  createPerson('Robin', `robin-${randomUUID()}@acme.example.com`)

/** A member of both organizations, whose address is locked for Acme by a first sign-in. */
export async function enrolMember(stage: Stage): Promise<Member> {
  const person = newPerson()
  const userId = await stage.estate.admin.enrol(person, ['acme', 'globex'])
  return { person, userId, source: 'members', ...(await beLetIn(stage, person, {})) }
}

/** Somebody of Acme's own identity provider: a profile from the first sign-in on, then a member. */
export async function enrolFederated(stage: Stage): Promise<Member> {
  const { admin, upstream } = stage.estate
  const person = newPerson()
  upstream.people.add({ sub: person.email, email: person.email, password: person.password })
  const connection = { connection: 'acme-oidc' }
  await mustSignIn(stage, stage.newBrowser(), person, connection)
  const userId = await admin.findUserId(person)
  await joinAcme(stage, userId)
  return { person, userId, source: 'acme-oidc', ...(await beLetIn(stage, person, connection)) }
}

/** Somebody who only has a mailbox: the door knows no organization, so an operator makes the lock. */
export async function enrolMailbox(stage: Stage): Promise<Visitor> {
  const { estate } = stage
  const person = newPerson()
  const userId = await estate.admin.create('email', { email: person.email })
  await joinAcme(stage, userId)
  await createOperator(estate).relock(userId, person.email, 'email')
  return { person, userId, source: 'email' }
}

async function joinAcme({ estate: { scene } }: Stage, userId: string): Promise<void> {
  const acme = idOf(scene.names, 'organizations', 'acme')
  await scene.management.organizations.members.create(acme, { members: [userId] })
}

/** To Acme first, which locks the address; then to wherever the row wants, in the same session. */
async function beLetIn(
  stage: Stage,
  person: Person,
  request: SignInRequest,
): Promise<Pick<Member, 'browser' | 'refreshToken' | 'accessToken'>> {
  const { estate, organization } = stage
  const acme = idOf(estate.scene.names, 'organizations', 'acme')
  const browser = stage.newBrowser()
  const first = await mustSignIn(stage, browser, person, { ...request, organization: acme })
  const { refreshToken, accessToken = '' } =
    organization === acme ? first : await mustSignIn(stage, browser, person, named(organization))
  return { browser, refreshToken, accessToken }
}

export const named = (organization: string | null): SignInRequest =>
  organization === null ? {} : { organization }

/** @throws Error when nothing should be wrong yet and the door refuses all the same */
async function mustSignIn(
  { kiosk }: Stage,
  browser: Browser,
  person: Person,
  request: SignInRequest,
): Promise<Extract<DoorAnswer, { kind: 'admitted' }>> {
  const answer = await signIn(kiosk, browser, person, request)
  if (answer.kind === 'admitted') return answer
  throw new Error(`refused before anything was wrong: ${answer.error}: ${answer.description}`)
}
