import { parseBody } from './body.ts'
import { inexistent } from './management-error.ts'
import { get, type ManagementRequest, ok, patch, post, type Route } from './route.ts'
import { sdkBody } from './sdk-bodies.ts'
import { type Kept, keptItems } from './stored/kept-items.ts'
import { renderKept } from './stored/stored-resource.ts'
import { CUSTOM_DOMAINS } from './stored/typed-resources.ts'

const UNUSED = 'stored: kept and shown; the tenant answers on its own address only'
const DEFAULT = '/custom-domains/default'

/** What may be done with a custom domain besides keeping it (`typed-resources.ts`). */
export const customDomainRoutes: readonly Route[] = [
  get(DEFAULT, 'read:custom_domains', showDefault, UNUSED),
  patch(
    DEFAULT,
    'update:custom_domains',
    (request) => {
      const { domain } = parseBody(sdkBody(`PATCH ${DEFAULT}`), request.body) as { domain: string }
      const isOwn = domain === request.tenant.domain
      if (!isOwn && !domainsOf(request).some((one) => one.domain === domain)) {
        throw inexistent('custom_domain')
      }
      request.tenant.state.settings.set(DEFAULT, { domain })
      return showDefault(request)
    },
    UNUSED,
  ),
  post(
    '/custom-domains/:id/verify',
    'create:custom_domains',
    (request) => {
      const { tenant, params } = request
      const ready: Kept = { ...findDomain(request), status: 'ready' }
      keptItems(tenant, '/custom-domains').set(String(params.id), ready)
      return ok(renderKept(CUSTOM_DOMAINS, ready))
    },
    'stored: ready at once; no record is looked up',
  ),
  post(
    '/custom-domains/:id/test',
    'read:custom_domains',
    (request) => ok({ success: findDomain(request).status === 'ready' }),
    'stored: says whether it was verified',
  ),
]

const domainsOf = ({ tenant }: ManagementRequest): readonly Kept[] => [
  ...keptItems(tenant, '/custom-domains').values(),
]

function findDomain(request: ManagementRequest): Kept {
  const domain = keptItems(request.tenant, '/custom-domains').get(request.params.id ?? '')
  if (domain === undefined) throw inexistent('custom_domain')
  return domain
}

/** The tenant's own until another is named, and again when that is gone. */
function showDefault(request: ManagementRequest) {
  const { domain } = request.tenant.state.settings.get(DEFAULT) ?? {}
  const named = domainsOf(request).find((one) => one.domain === domain)
  return ok(
    named === undefined ? { domain: request.tenant.domain } : renderKept(CUSTOM_DOMAINS, named),
  )
}
