import { type Html, html } from 'auth0-local-tenant'
import type { IDToken } from 'openid-client'
import type { DemoOptions } from './demo-options.ts'
import type { DemoInvitation } from './demo-session.ts'

/** Who is signed in here, and the way to sign out before an invitation is opened. */
export function renderInvitation(
  { organizations }: DemoOptions,
  { ticket, organization }: DemoInvitation,
  claims: IDToken | undefined,
): Html {
  const known = organizations.find(({ id }) => id === organization)
  const fields = html`<input type="hidden" name="invitation" value="${ticket}">
<input type="hidden" name="organization" value="${organization}">`
  return html`<h1>You are invited${known === undefined ? '' : ` to ${known.displayName}`}</h1>
<p>${
    claims === undefined
      ? 'Nobody is signed in here; the login page may still know somebody.'
      : html`You are signed in here as <strong>${String(claims.name ?? claims.sub)}</strong>.`
  }</p>
<p>Whoever is signed in answers the invitation. If that is somebody else, it is refused and cannot be
used again.</p>
<div class="actions">
<form method="post" action="/sign-out">
${fields}
<button name="next" value="invitation">Sign out first</button>
</form>
<form action="/sign-in">
${fields}
<button class="quiet" name="open" value="now">Open the invitation</button>
</form>
</div>`
}
