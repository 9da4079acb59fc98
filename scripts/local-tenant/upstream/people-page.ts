import { html } from '../html.ts'
import { renderErrorPage, renderPage } from '../oidc/endpoints/pages.ts'
import { readFields } from '../oidc/endpoints/read-body.ts'
import type { HttpContext, Middleware } from '../oidc/front.ts'
import type { UpstreamPeople, UpstreamPerson } from './upstream-person.ts'

const PATH = '/people'

/**
 * Where somebody at a browser plays the provider's administrator: removes a person, changes an
 * address. Nobody has to sign in for it; other sites cannot send its forms.
 */
export const peoplePage =
  (name: string, people: UpstreamPeople): Middleware =>
  async (ctx, next) => {
    if (ctx.path === '/' && ctx.method === 'GET') return ctx.redirect(PATH)
    if (ctx.path !== PATH) return next()
    if (ctx.method === 'GET') return showPeople(ctx, name, people)
    if (ctx.method !== 'POST') return next()
    // Not `Origin`: our own `Referrer-Policy` makes browsers send `null` there.
    if (ctx.get('sec-fetch-site') !== 'same-origin') {
      return renderErrorPage(ctx, 'invalid_request', 'This form was sent by another site.')
    }
    const { sub = '', email, act } = readFields(ctx)
    const known = people.list().some((person) => person.sub === sub)
    if (known && act === 'remove') people.remove(sub)
    if (known && act === 'change' && email !== undefined) people.change(sub, { email })
    ctx.status = 303
    ctx.redirect(PATH)
  }

function showPeople(ctx: HttpContext, name: string, people: UpstreamPeople): void {
  const rows = people.list().map(renderPerson)
  renderPage(
    ctx,
    `People of ${name}`,
    html`<p>Changes count from the next sign-in here. A session at the tenant lives on.</p>
${rows.length === 0 ? 'Nobody is left.' : rows}`,
  )
}

const renderPerson = ({
  sub,
  name,
  email,
}: UpstreamPerson) => html`<form method="post" action="${PATH}">
<h2>${name ?? sub}</h2>
<input type="hidden" name="sub" value="${sub}">
<label for="email-${sub}">Email address</label>
<input id="email-${sub}" name="email" value="${email}">
<button type="submit" name="act" value="change">Change address</button>
<button class="quiet" type="submit" name="act" value="remove">Remove ${name ?? sub}</button>
</form>`
