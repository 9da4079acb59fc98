/** Endpoints of the Management API that may have a limit of their own, in Auth0's words. */
export const REQUEST_GROUPS = [
  'Write Users',
  'Read Users',
  "Read User's Organizations",
  'Read Organization Members',
  'Write Organization Members',
  'Read Organization Invitations',
  'Write Organization Invitations',
  'Read Organization Member Roles',
  'Read Logs',
] as const
export type RequestGroup = (typeof REQUEST_GROUPS)[number]

/** By method and path below `/api/v2`; which lists count as reads of users is not published: all of them do here. */
const GROUPS: readonly (readonly [method: RegExp, path: RegExp, group: RequestGroup])[] = [
  [/^POST$/, /^\/users$/, 'Write Users'],
  [/^PATCH$/, /^\/users\/[^/]+$/, 'Write Users'],
  [/^GET$/, /^\/(users|users-by-email|users\/[^/]+)$/, 'Read Users'],
  [/^GET$/, /^\/users\/[^/]+\/organizations$/, "Read User's Organizations"],
  [/^GET$/, /^\/organizations\/[^/]+\/members$/, 'Read Organization Members'],
  [/^(POST|DELETE)$/, /^\/organizations\/[^/]+\/members$/, 'Write Organization Members'],
  [/^GET$/, /^\/organizations\/[^/]+\/invitations(\/[^/]+)?$/, 'Read Organization Invitations'],
  [
    /^(POST|DELETE)$/,
    /^\/organizations\/[^/]+\/invitations(\/[^/]+)?$/,
    'Write Organization Invitations',
  ],
  [/^GET$/, /^\/organizations\/[^/]+\/members\/[^/]+\/roles$/, 'Read Organization Member Roles'],
  [/^GET$/, /^\/logs(\/[^/]+)?$/, 'Read Logs'],
]

/** @param path below `/api/v2`, without a query */
export const requestGroup = (method: string, path: string): RequestGroup | null =>
  GROUPS.find(([ofMethod, ofPath]) => ofMethod.test(method) && ofPath.test(path))?.[2] ?? null
