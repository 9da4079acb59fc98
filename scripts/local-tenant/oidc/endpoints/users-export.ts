import { readExport } from '../../users-export.ts'
import type { Endpoint } from '../front.ts'
import { renderErrorPage } from './pages.ts'

/** The file of an export job; at Auth0 the link leads to a store of files. */
export const usersExportEndpoint: Endpoint =
  ({ tenant }) =>
  async (ctx, next) => {
    if (ctx.path !== '/u/users-export' || ctx.method !== 'GET') return next()
    const { ticket } = ctx.query
    const file = typeof ticket === 'string' ? readExport(tenant, ticket) : undefined
    if (file === undefined) {
      return renderErrorPage(ctx, 'invalid_ticket', 'There is no such file, or not any more.')
    }
    ctx.type = 'application/gzip'
    ctx.body = file
  }
