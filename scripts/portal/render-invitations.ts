import { html } from 'hono/html'
import type { OpenInvitation } from '../administration/invitations.ts'
import { type Html, renderFormToken } from './render-layout.ts'

export const renderInvitations = (
  open: readonly OpenInvitation[],
  { formToken, canInvite }: { readonly formToken: string; readonly canInvite: boolean },
): Html =>
  html`${
    canInvite
      ? html`<form method="post" action="/invitations">${renderFormToken(formToken)}
<p><label for="address">Address to invite</label>
<input id="address" name="address" type="email" required autocomplete="off" aria-describedby="address-hint"></p>
<p class="quiet" id="address-hint">Only this address can accept, within a week. An open invitation to it is replaced.</p>
<button>Send the invitation</button></form>`
      : html`<p>Invitations cannot be sealed here: OG_REBIND_PRIVATE_KEY is not set.</p>`
  }
<h2>Open invitations</h2>
${open.length === 0 ? html`<p>There are none.</p>` : ''}
<ul class="cards">
${open.map(
  (one) => html`<li>
<p><bdi>${one.address}</bdi></p>
<p class="quiet">by <bdi>${one.inviter}</bdi>, until ${one.expiresAt.slice(0, 10)}</p>
<form method="post" action="/invitations/${encodeURIComponent(one.id)}/withdraw">${renderFormToken(formToken)}
<button class="quiet" aria-label="Withdraw the invitation to ${one.address}">Withdraw</button></form>
</li>`,
)}
</ul>`
