import type { Project } from './load-project.ts'

/** Of every local tenant. */
export const LOCAL_TENANT_ID = 'local-tenant'

/**
 * What Actions see as `event.tenant.id`, which records are bound to: the first label of Auth0's own
 * domain. A custom domain does not say it, so an environment may name it.
 */
export const tenantIdOf = ({ environment }: Project): string =>
  environment.tenant ??
  (environment.domain.startsWith('localhost:')
    ? LOCAL_TENANT_ID
    : (environment.domain.split('.')[0] ?? ''))
