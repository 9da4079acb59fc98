import { publishUser } from '../../events/publish-user.ts'
import { html } from '../../html.ts'
import { takeVerification } from '../../verification-ticket.ts'
import type { Endpoint } from '../front.ts'
import { renderErrorPage, renderPage } from './pages.ts'

/** The page behind the link of a verification mail: to open it verifies the address. */
export const verificationPageEndpoint: Endpoint =
  ({ tenant }) =>
  async (ctx, next) => {
    if (ctx.path !== '/u/email-verification' || ctx.method !== 'GET') return next()
    const { ticket } = ctx.query
    const user = typeof ticket === 'string' ? takeVerification(tenant, ticket) : undefined
    if (user === undefined) {
      const text = 'This URL can be used only once, or has expired.'
      return renderErrorPage(ctx, 'invalid_ticket', text)
    }
    user.email_verified = true
    user.updated_at = new Date(tenant.clock.now()).toISOString()
    publishUser(tenant, 'updated', user)
    renderPage(ctx, 'Email Verified', html`<p>Your email address was successfully verified.</p>`)
  }
