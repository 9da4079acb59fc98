import { managementRoutes } from '../management/management-routes.ts'
import type { Route } from '../management/route.ts'
import { operationOf, sdkOperations, sdkVersion } from '../management/sdk-bodies.ts'
import { type Claim, faithful, refused, simplified, unverified } from './claim.ts'
import { RECORDED_ENDPOINTS } from './recorded-endpoints.ts'
import { whyUnanswered } from './unanswered-calls.ts'

/**
 * `what` is a method and a path below `/api/v2`; several that are refused for one reason, all of them with
 * 404 `local_tenant_route_not_emulated`.
 */
export type ManagementRow = { readonly what: string; readonly claim: Claim }

/** The routes the tenant has, then what Auth0 has besides, by the reason why it is not here. */
export function managementFidelity(): readonly ManagementRow[] {
  const endpoints = sdkOperations()
  const sdk = `auth0 SDK ${sdkVersion()}, generated from Auth0's OpenAPI document`
  const known = new Set(managementRoutes.map(({ method, path }) => operationOf(method, path)))
  const unknown = [...endpoints].filter((endpoint) => !known.has(endpoint))
  return [
    ...managementRoutes.map((route) => describeRoute(route, endpoints, sdk)),
    ...[...byReason(unknown)].map(([reason, members]) => ({
      what: members.join(', '),
      claim: refused(reason, sdk),
    })),
  ]
}

function describeRoute(route: Route, endpoints: ReadonlySet<string>, sdk: string): ManagementRow {
  const endpoint = operationOf(route.method, route.path)
  const isRecorded = RECORDED_ENDPOINTS.has(endpoint)
  const sources = [
    ...(isRecorded ? ['recorded from a live tenant, 2026-08-10'] : []),
    ...(endpoints.has(endpoint) ? [sdk] : []),
  ]
  const source = sources.join('; ')
  return { what: `${route.method} ${route.path}`, claim: claimOf(route, isRecorded, source) }
}

function claimOf({ simplified: differs }: Route, isRecorded: boolean, source: string): Claim {
  if (differs !== undefined) return simplified(differs, source)
  // That the SDK can ask for it says nothing of what is answered.
  return isRecorded ? faithful(source) : unverified(source)
}

/** @throws Error for a call that is neither answered nor named: nobody has decided about it */
function byReason(operations: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const reasons = new Map<string, readonly string[]>()
  for (const operation of operations.toSorted(byPath)) {
    const reason = whyUnanswered(operation)
    if (reason === undefined) throw new Error(`nobody says why \`${operation}\` is not answered`)
    reasons.set(reason, [...(reasons.get(reason) ?? []), operation])
  }
  return reasons
}

const byPath = (left: string, right: string): number => {
  const [a, b] = [left, right].map((endpoint) => endpoint.split(' ').reverse().join(' '))
  return (a ?? '') < (b ?? '') ? -1 : 1
}
