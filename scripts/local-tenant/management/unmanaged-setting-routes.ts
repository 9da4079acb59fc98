import { ManagementError } from './management-error.ts'
import { pagedList } from './paging.ts'
import { get, ok, patch, type Route } from './route.ts'

/**
 * What a full export of the Deploy CLI reads, and nobody can set here. Rules and hooks ended at Auth0 on
 * 2026-11-18.
 * @fact An untouched tenant answers these settings so. (tests of auth0-deploy-cli, settings of an untouched tenant;
 * recorded 2026-08-10)
 */
const simplified = 'read only: answered as by a tenant where nothing of the kind was ever set'

const reading = (path: `/${string}`, scope: string, answer: Route['answer']): Route =>
  get(path, scope, answer, simplified)

const paged = (path: `/${string}`, scope: string, key: string): Route =>
  reading(path, scope, ({ query }) => pagedList(key, [], query))

export const unmanagedSettingRoutes: readonly Route[] = [
  paged('/hooks', 'read:hooks', 'hooks'),
  paged('/rules', 'read:rules', 'rules'),
  reading('/rules-configs', 'read:rules_configs', () => ok([])),
  get('/supplemental-signals', 'read:attack_protection', lackPlan, simplified),
  patch('/supplemental-signals', 'update:attack_protection', lackPlan, simplified),
]

/**
 * @fact A feature that a plan lacks is told as a missing scope. (tests of auth0-deploy-cli, supplemental signals;
 * recorded 2026-08-10)
 */
function lackPlan(): never {
  throw new ManagementError(
    403,
    'insufficient_scope',
    'Please upgrade your subscription to enable Akamai Signals.',
  )
}
