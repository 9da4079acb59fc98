import type { Json } from '../../store.ts'
import { mailVerification } from '../../verification-ticket.ts'
import { parseBody } from '../body.ts'
import { created, get, type ManagementRequest, noContent, ok, post, type Route } from '../route.ts'
import { sdkBody } from '../sdk-bodies.ts'
import { findVerifiable, type VerificationOrder } from '../verification-routes.ts'
import { exportUsers } from './export-users.ts'
import { importUsers } from './import-users.ts'
import { findJob, keepJob } from './job.ts'

const AT_ONCE = 'done at once, although the answer says that it waits'

/** Work that Auth0 does some time later. */
export const jobRoutes: readonly Route[] = [
  get('/jobs/:id', ['create:users', 'read:users', 'create:passwords_checking_job'], (request) => {
    const { errors: _shown, ...job } = findJob(request)
    return ok(job)
  }),
  get('/jobs/:id/errors', ['create:users', 'read:users'], (request) => {
    const { errors } = findJob(request)
    return Array.isArray(errors) && errors.length > 0 ? ok(errors as Json[]) : noContent
  }),
  post('/jobs/users-exports', 'read:users', exportUsers, AT_ONCE),
  {
    ...post(
      '/jobs/users-imports',
      'create:users',
      importUsers,
      `${AT_ONCE}; hashes of passwords and factors are not taken over: people sign in after a reset; no mail is sent`,
    ),
    takesForm: true,
  },
  post('/jobs/verification-email', 'update:users', mailOne, AT_ONCE),
]

function mailOne({ tenant, body }: ManagementRequest) {
  const order = parseBody(sdkBody('POST /jobs/verification-email'), body) as VerificationOrder
  mailVerification(tenant, findVerifiable(tenant, order))
  return created(keepJob(tenant, 'verification_email', {}))
}
