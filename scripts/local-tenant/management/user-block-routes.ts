import {
  type FailedLogins,
  isAboutUser,
  liftLockOuts,
  lockOuts,
} from '../oidc/login/failed-logins.ts'
import { invalidQuery } from './management-error.ts'
import { findUser } from './render-user.ts'
import { del, get, type ManagementRequest, noContent, ok, type Route } from './route.ts'

/** What brute-force protection blocks: neither `blocked` of a profile nor a record of the guard. */
export const userBlockRoutes: readonly Route[] = [
  get('/user-blocks', 'read:users', (request) => list(request, isAboutIdentifier(request))),
  del('/user-blocks', 'update:users', (request) => lift(request, isAboutIdentifier(request))),
  get('/user-blocks/:user_id', 'read:users', (request) =>
    list(request, isAboutUser(findUser(request))),
  ),
  del('/user-blocks/:user_id', 'update:users', (request) =>
    lift(request, isAboutUser(findUser(request))),
  ),
]

type IsMeant = (failed: FailedLogins) => boolean

function isAboutIdentifier({ query }: ManagementRequest): IsMeant {
  const wanted = query.get('identifier')?.trim().toLowerCase()
  if (wanted === undefined || wanted === '') {
    throw invalidQuery("'Missing required property: identifier'.")
  }
  return ({ identifier }) => identifier === wanted
}

const list = ({ tenant }: ManagementRequest, isMeant: IsMeant) =>
  ok({
    blocked_for: lockOuts(tenant, isMeant).map(({ identifier, ip, connection }) => ({
      identifier,
      ...(ip === undefined ? {} : { ip }),
      connection,
    })),
  })

function lift({ tenant }: ManagementRequest, isMeant: IsMeant) {
  liftLockOuts(tenant, isMeant)
  return noContent
}
