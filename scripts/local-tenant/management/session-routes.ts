import { z } from 'zod'
import { describeSession } from '../oidc/events/describe-session.ts'
import { endSessionById } from '../oidc/login/end-session.ts'
import {
  changeMetadata,
  isSessionAlive,
  liveSessionsOf,
  readSessionFacts,
  type SessionFacts,
} from '../oidc/login/login-facts.ts'
import type { JsonObject, Tenant } from '../store.ts'
import { parseBody } from './body.ts'
import { inexistent } from './management-error.ts'
import { takenList } from './paging.ts'
import { findUser } from './render-user.ts'
import {
  accepted,
  del,
  get,
  type ManagementRequest,
  ok,
  param,
  patch,
  post,
  type Route,
} from './route.ts'

const path = '/sessions/:session_id'
const AT_ONCE = 'takes effect at once; Auth0 ends sessions some time after its answer'

/** Sessions, for plans that have them; see the switches of the runtime for those that do not. */
export const sessionRoutes: readonly Route[] = [
  get('/users/:user_id/sessions', 'read:sessions', listSessions),
  del('/users/:user_id/sessions', 'delete:sessions', endSessions, AT_ONCE),
  get(path, 'read:sessions', (request) => ok(renderSession(request.tenant, findSession(request)))),
  patch(path, 'update:sessions', updateSession),
  del(path, 'delete:sessions', endOne({ tokens: false }), AT_ONCE),
  post(
    `${path}/revoke`,
    ['delete:sessions', 'delete:refresh_tokens'],
    endOne({ tokens: true }),
    AT_ONCE,
  ),
]

type Session = { readonly uid: string; readonly facts: SessionFacts }

function listSessions(request: ManagementRequest) {
  const { tenant, query } = request
  const sessions = liveSessionsOf(tenant, findUser(request))
  return takenList(
    'sessions',
    sessions.map((session) => renderSession(tenant, session)),
    query,
  )
}

function endSessions(request: ManagementRequest) {
  const { tenant } = request
  for (const { uid } of liveSessionsOf(tenant, findUser(request))) {
    endSessionById(tenant, uid, { tokens: false })
  }
  return accepted
}

/** To delete a session that is over is no fault; to revoke one is (auth0 SDK 7.1.0, errors of each). */
function endOne({ tokens }: { tokens: boolean }): Route['answer'] {
  return (request) => {
    if (tokens) findSession(request)
    endSessionById(request.tenant, param(request, 'session_id'), { tokens })
    return accepted
  }
}

const UpdateBody = z.strictObject({
  session_metadata: z.record(z.string(), z.string()).nullable().optional(),
})

function updateSession(request: ManagementRequest) {
  const session = findSession(request)
  const { session_metadata: changes } = parseBody(UpdateBody, request.body)
  changeMetadata(session.facts.limits, changes)
  return ok(renderSession(request.tenant, session))
}

function findSession(request: Pick<ManagementRequest, 'tenant' | 'params'>): Session {
  const { tenant } = request
  const uid = param(request, 'session_id')
  const facts = readSessionFacts(tenant, uid)
  const user = tenant.state.users.get(facts?.userId ?? '')
  if (facts === undefined || !isSessionAlive(tenant, facts, user)) throw inexistent('session')
  return { uid, facts }
}

const renderSession = (tenant: Tenant, session: Session): JsonObject => ({
  ...describeSession(tenant, session),
  session_metadata: session.facts.limits.metadata ?? {},
})
