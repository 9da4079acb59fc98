import { html } from 'hono/html'
import type { OpenInvitation } from '../administration/invitations.ts'
import { type InviteView, renderInviteForm } from './render-invite-form.ts'
import { type Html, renderFormToken } from './render-layout.ts'

export const renderInvitations = (
  open: readonly OpenInvitation[],
  { formToken, canInvite, ...invite }: Page & Omit<InviteView, 'formToken'>,
): Html =>
  html`${
    canInvite
      ? renderInviteForm({ formToken, ...invite })
      : html`<p>Invitations cannot be sealed here: OG_REBIND_PRIVATE_KEY is not set.</p>`
  }
<h2>Open invitations</h2>
${open.length === 0 ? html`<p>There are none.</p>` : ''}
<ul class="cards">
${open.map((one) => renderOpen(one, { formToken, canInvite }))}
</ul>`

type Page = { readonly formToken: string; readonly canInvite: boolean }

function renderOpen(one: OpenInvitation, { formToken, canInvite }: Page): Html {
  const form = (operation: string, label: string): Html =>
    html`<form method="post" action="/invitations/${encodeURIComponent(one.id)}/${operation}">${renderFormToken(formToken)}
<button class="quiet" aria-label="${label} the invitation to ${one.address}">${label}</button></form>`
  const { roles, maySendAgain } = one
  return html`<li>
<p><bdi>${one.address}</bdi></p>
<p class="quiet">by <bdi>${one.inviter}</bdi>, until ${one.expiresAt.slice(0, 10)}${roles.length === 0 ? '' : html`, as <bdi>${roles.join(', ')}</bdi>`}</p>
${maySendAgain ? '' : html`<p class="quiet">It gives a role that you may not give: only an operator sends it again.</p>`}
<div class="row">${canInvite && maySendAgain ? form('again', 'Send again') : ''}${form('withdraw', 'Withdraw')}</div>
</li>`
}
