import type { Connection } from '../store.ts'
import { findUserByEmail } from '../users.ts'
import { inexistent, invalidQuery, ManagementError, notSupported } from './management-error.ts'
import { removeUser } from './remove-user.ts'
import { del, get, type ManagementRequest, noContent, type Route } from './route.ts'

/** The directory of people behind a connection. */
export const connectionDirectoryRoutes: readonly Route[] = [
  del('/connections/:id/users', 'delete:users', removeByEmail),
  get(
    '/connections/:id/status',
    'read:connections',
    (request) => {
      findConnection(request)
      throw new ManagementError(404, 'connection_offline', 'The connection is offline.')
    },
    'no connector of a directory is run, so none is online',
  ),
]

function findConnection({ tenant, params: { id = '' } }: ManagementRequest): Connection {
  const connection = tenant.state.connections.get(id)
  if (connection === undefined) throw inexistent('connection')
  return connection
}

/** To take out whoever is not there is no fault (auth0 SDK 7.1.0, connections.users.deleteByEmail). */
function removeByEmail(request: ManagementRequest) {
  const { tenant, query } = request
  const { name, strategy } = findConnection(request)
  const email = query.get('email') ?? ''
  if (email === '') throw invalidQuery("'Missing required property: email'.")
  if (strategy !== 'auth0') throw notSupported(`The connection ${name} is no database.`)
  const user = findUserByEmail(tenant, name, email)
  if (user !== undefined) removeUser(tenant, user)
  return noContent
}
