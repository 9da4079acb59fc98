import { timingSafeEqual } from 'node:crypto'
import type { Interaction, Provider } from 'oidc-provider'
import { html } from '../html.ts'
import { renderErrorPage, renderPage } from '../oidc/endpoints/pages.ts'
import { readFields } from '../oidc/endpoints/read-body.ts'
import type { HttpContext, Middleware } from '../oidc/front.ts'
import { findByIdentifier, type UpstreamPeople } from './upstream-person.ts'

const PATH = /^\/sign-in\/([\w-]{10,64})$/

/** The provider's own sign-in page. */
export const signInPage =
  (provider: Provider, name: string, people: UpstreamPeople): Middleware =>
  async (ctx, next) => {
    const uid = PATH.exec(ctx.path)?.[1]
    if (uid === undefined) return next()
    const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined)
    if (interaction?.uid !== uid) {
      return renderErrorPage(ctx, 'invalid_request', 'The sign-in is over or has expired.')
    }
    if (ctx.method === 'GET') return showForm(ctx, name, interaction)
    if (ctx.method !== 'POST') return next()
    const fields = readFields(ctx)
    if (!isSame(fields.csrf, secretOf(interaction))) {
      return renderErrorPage(ctx, 'invalid_request', 'The form has expired. Go back and reload.')
    }
    const person = findByIdentifier(people, fields.identifier ?? '')
    if (person === undefined || !isSame(fields.password, person.password)) {
      ctx.status = 400
      return showForm(ctx, name, interaction, 'Wrong name or password.')
    }
    await leaveOldSession(provider, interaction)
    const login = { accountId: person.sub }
    const returnTo = await provider.interactionResult(ctx.req, ctx.res, { login })
    ctx.status = 303
    ctx.set('Cache-Control', 'no-store')
    ctx.redirect(returnTo)
  }

function showForm(ctx: HttpContext, name: string, interaction: Interaction, fault?: string): void {
  const { login_hint: hint } = interaction.params
  renderPage(
    ctx,
    `Sign in to ${name}`,
    html`${fault === undefined ? '' : html`<p role="alert">${fault}</p>`}
<p>This is the identity provider, not the tenant.</p>
<form method="post" action="/sign-in/${interaction.uid}">
<input type="hidden" name="csrf" value="${secretOf(interaction)}">
<label for="identifier">Email address</label>
<input id="identifier" name="identifier" value="${typeof hint === 'string' ? hint : ''}" autocomplete="username" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Sign in</button>
</form>`,
  )
}

// oidc-provider would ask whoever comes after somebody else to confirm a sign-out first.
async function leaveOldSession(provider: Provider, interaction: Interaction): Promise<void> {
  const uid = interaction.session?.uid
  if (uid === undefined) return
  await (await provider.Session.findByUid(uid))?.destroy()
  delete interaction.session
  await interaction.persist()
}

const secretOf = (interaction: Interaction): string =>
  String((interaction as { cid?: unknown }).cid ?? '')

function isSame(given: string | undefined, expected: string): boolean {
  const [left, right] = [Buffer.from(given ?? ''), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}
