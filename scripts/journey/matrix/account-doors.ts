import { type SignInRequest, signIn } from '../../auth0/login-client/application.ts'
import type { DoorAnswer } from '../../auth0/login-client/outcome.ts'
import { resetPassword } from '../reset-password.ts'
import { signUp } from '../scene.ts'
import type { MatrixDoor } from './matrix-doors.ts'
import type { Stage } from './stage.ts'
import type { Visit } from './visit.ts'
import { enrolMember, newPerson } from './visitor.ts'

/** Doors that lead to an account, or to another password of one. */
export const ACCOUNT_DOORS = {
  reset: async (stage) => ({
    visitor: await enrolMember(stage),
    enter: ({ person }) =>
      resetPassword(
        stage.estate.scene,
        stage.newBrowser(),
        person,
        stage.organization ?? undefined,
      ),
  }),

  'sign-up': async (stage) => {
    const { visitor } = await arrive(stage)
    return { visitor, enter: () => callSignUp(stage, visitor.person) }
  },

  invitation: async (stage) => {
    const { visitor, link } = await arrive(stage)
    const { applications } = stage.estate.scene
    const enter = (): Promise<DoorAnswer> =>
      signIn(applications['Member Portal'], stage.newBrowser(), visitor.person, link)
    return { visitor, enter }
  },
} satisfies Partial<Record<MatrixDoor, (stage: Stage) => Promise<Visit>>>

/** Somebody new; invited to Acme, but for the row in which nobody is. */
async function arrive({
  estate,
  row,
}: Stage): Promise<{ readonly visitor: Visit['visitor']; readonly link: SignInRequest }> {
  const person = newPerson()
  const visitor = { person, userId: '', source: 'members' } as const
  if (row === 'signup-gate') return { visitor, link: { screen_hint: 'signup' } }
  return { visitor, link: await estate.admin.invite(person, 'acme') }
}

async function callSignUp(
  { estate }: Stage,
  person: Visit['visitor']['person'],
): Promise<DoorAnswer> {
  const { accepted, text } = await signUp(estate.scene, person)
  return accepted
    ? { kind: 'admitted', organization: null, refreshToken: null }
    : { kind: 'refused', error: 'sign-up', description: text }
}
