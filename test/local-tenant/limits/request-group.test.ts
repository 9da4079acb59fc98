import { expect, test } from 'vitest'
import {
  type RequestGroup,
  requestGroup,
} from '../../../scripts/local-tenant/limits/request-group.ts'

test.each<[method: string, path: string, RequestGroup | null]>([
  ['POST', '/users', 'Write Users'],
  ['PATCH', '/users/auth0%7C1', 'Write Users'],
  ['DELETE', '/users/auth0%7C1', null],
  ['POST', '/users/auth0%7C1/roles', null],
  ['GET', '/users', 'Read Users'],
  ['GET', '/users/auth0%7C1', 'Read Users'],
  ['GET', '/users-by-email', 'Read Users'],
  ['GET', '/users/auth0%7C1/organizations', "Read User's Organizations"],
  ['GET', '/users/auth0%7C1/logs', null],
  ['GET', '/organizations/org_1/members', 'Read Organization Members'],
  ['POST', '/organizations/org_1/members', 'Write Organization Members'],
  ['DELETE', '/organizations/org_1/members', 'Write Organization Members'],
  ['GET', '/organizations/org_1/members/auth0%7C1/roles', 'Read Organization Member Roles'],
  ['POST', '/organizations/org_1/members/auth0%7C1/roles', null],
  ['GET', '/organizations/org_1/invitations', 'Read Organization Invitations'],
  ['GET', '/organizations/org_1/invitations/inv_1', 'Read Organization Invitations'],
  ['POST', '/organizations/org_1/invitations', 'Write Organization Invitations'],
  ['DELETE', '/organizations/org_1/invitations/inv_1', 'Write Organization Invitations'],
  ['GET', '/logs', 'Read Logs'],
  ['GET', '/logs/900', 'Read Logs'],
  ['GET', '/log-streams', null],
  ['GET', '/clients', null],
])('%s %s counts as %s', (method, path, group) => {
  expect(requestGroup(method, path)).toBe(group)
})
