import { refresh, SAMPLE_API } from '../../auth0/login-client/application.ts'
import { askToken } from '../../auth0/login-client/ask-token.ts'
import type { DoorAnswer } from '../../auth0/login-client/outcome.ts'
import type { Person } from '../../auth0/login-client/person.ts'
import { tenantFetch } from '../../auth0/tenant-fetch.ts'
import { askMachineToken } from '../machine.ts'
import { EXCHANGED_TOKEN_TYPE, type ExchangedToken, NEXT_API } from './estate.ts'
import type { MatrixDoor } from './matrix-doors.ts'
import type { Stage } from './stage.ts'
import type { Visit } from './visit.ts'
import { enrolMailbox, enrolMember, newPerson } from './visitor.ts'

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

/** Doors that a program enters at the token endpoint. */
export const TOKEN_DOORS = {
  refresh: async (stage) => {
    const member = await enrolMember(stage)
    return { visitor: member, enter: () => refresh(stage.kiosk, member.refreshToken) }
  },

  password: async (stage) => ({
    visitor: await enrolMember(stage),
    enter: ({ person }) =>
      ask(stage, {
        grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
        realm: 'members',
        username: person.email,
        password: person.password,
      }),
  }),

  otp: async (stage) => ({
    visitor: await enrolMailbox(stage),
    enter: async ({ person }) =>
      ask(stage, {
        grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp',
        realm: 'email',
        username: person.email,
        otp: await receiveCode(stage, person),
      }),
  }),

  exchange: async (stage) => ({
    visitor: await enrolMember(stage),
    enter: ({ userId }) => {
      const token: ExchangedToken = {
        user: userId,
        organization: stage.organization,
        actor: stage.row === 'delegation' ? 'another-service' : null,
      }
      return ask(stage, {
        grant_type: EXCHANGE,
        subject_token: JSON.stringify(token),
        subject_token_type: EXCHANGED_TOKEN_TYPE,
      })
    },
  }),

  'on-behalf': async (stage) => {
    const member = await enrolMember(stage)
    return { visitor: member, enter: () => actOnBehalf(stage, member.accessToken) }
  },

  machine: async (stage) => ({
    visitor: { person: newPerson(), userId: '', source: 'members' },
    enter: () =>
      askMachineToken(stage.estate.scene, {
        audience: SAMPLE_API,
        ...(stage.organization === null ? {} : { organization: stage.organization }),
      }),
  }),
} satisfies Partial<Record<MatrixDoor, (stage: Stage) => Promise<Visit>>>

const ask = (
  { estate, kioskId }: Stage,
  request: Readonly<Record<string, string>>,
): Promise<DoorAnswer> =>
  askToken(estate.scene.address, {
    client_id: kioskId,
    audience: SAMPLE_API,
    scope: 'openid email',
    ...request,
  })

const actOnBehalf = ({ estate }: Stage, accessToken: string): Promise<DoorAnswer> =>
  askToken(estate.scene.address, {
    grant_type: EXCHANGE,
    client_id: estate.service.clientId,
    client_secret: estate.service.secret,
    subject_token: accessToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    audience: NEXT_API,
  })

async function receiveCode({ estate, kioskId }: Stage, { email }: Person): Promise<string> {
  const { address } = estate.scene
  await tenantFetch(address)(`https://${address.domain}/passwordless/start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: kioskId, connection: 'email', email, send: 'code' }),
  })
  return estate.readCode(email)
}
