import { refresh, type SignInRequest, signIn } from '../auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../auth0/login-client/browser.ts'
import {
  admitted,
  type DoorAnswer,
  type LoginOutcome,
  readOutcome,
} from '../auth0/login-client/outcome.ts'
import type { Person } from '../auth0/login-client/person.ts'
import type { Administrator } from './administrator.ts'
import { resetPassword } from './reset-password.ts'
import { type ApplicationName, idOf, type Scene, signUp } from './scene.ts'

/** Walks one step, and says what was expected of it. */
export type Walk = (
  door: string,
  person: string,
  story: string,
  expected: LoginOutcome,
  step: () => Promise<LoginOutcome>,
) => Promise<void>

/** What the stories are told with. */
export type Guide = Doors & {
  readonly admin: Administrator
  readonly scene: Scene
  readonly walk: Walk
}
export type Doors = ReturnType<typeof createDoors>

/** The ways in, each answering with what the person or the application was told there. */
export function createDoors(scene: Scene) {
  const organizationName = (id: string | null): string =>
    scene.names.organizations.find((organization) => organization.id === id)?.name ?? 'none'
  const toOutcome = (answer: DoorAnswer, remark?: string): LoginOutcome =>
    readOutcome(answer, scene.keys, (id) => remark ?? `org_id of ${organizationName(id)}`)
  const request = (organization: string | null, rest: SignInRequest = {}): SignInRequest =>
    organization === null
      ? rest
      : { ...rest, organization: idOf(scene.names, 'organizations', organization) }

  return {
    toOutcome,

    signUp: async (person: Person): Promise<LoginOutcome> => {
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
    ): Promise<DoorAnswer> =>
      signIn(scene.applications[application], browser, person, request(organization, rest)),

    reset: (person: Person): Promise<DoorAnswer> =>
      resetPassword(scene, openBrowser(scene.address.certificate ?? undefined), person),

    refresh: (token: string | null): Promise<DoorAnswer> =>
      refresh(scene.applications['Member Portal'], token),

    newBrowser: (): Browser => openBrowser(scene.address.certificate ?? undefined),
  }
}
