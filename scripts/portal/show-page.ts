import { type PortalContext, takeNotice } from './portal-context.ts'
import type { PortalOptions } from './portal-options.ts'
import { type Html, renderLayout } from './render-layout.ts'

/** A page of administrators, with what came of the last form. */
export async function showPage(
  c: PortalContext,
  portal: PortalOptions,
  title: string,
  content: Html,
  status: 200 | 422 = 200,
): Promise<Response> {
  const notice = await takeNotice(c, portal)
  const { formToken } = c.get('session')
  const signedIn = { formToken, isAdministrator: true, at: c.req.path }
  return c.html(renderLayout({ title, signedIn, notice }, content), status)
}
