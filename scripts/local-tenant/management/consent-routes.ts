import { inexistent, invalidQuery } from './management-error.ts'
import { pagedList } from './paging.ts'
import { del, get, noContent, type Route } from './route.ts'

const NONE = 'consent is never asked for, so nobody gave any'

/** What people allowed applications of others to do. */
export const consentRoutes: readonly Route[] = [
  get('/grants', 'read:grants', ({ query }) => pagedList('grants', [], query), NONE),
  del(
    '/grants',
    'delete:grants',
    ({ tenant, query }) => {
      const userId = query.get('user_id')
      if (userId === null) throw invalidQuery("'Missing required property: user_id'.")
      if (!tenant.state.users.has(userId)) throw inexistent('user')
      return noContent
    },
    NONE,
  ),
  del(
    '/grants/:id',
    'delete:grants',
    () => {
      throw inexistent('grant')
    },
    NONE,
  ),
]
