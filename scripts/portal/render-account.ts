import { html } from 'hono/html'
import type { OwnAccount } from '../administration/own-account.ts'
import { type Html, renderFormToken } from './render-layout.ts'

export const renderAccount = (account: OwnAccount, formToken: string): Html =>
  html`<dl>
<dt>Organization</dt><dd><bdi>${account.organization.name}</bdi></dd>
<dt>Name</dt><dd><bdi>${account.name}</bdi></dd>
<dt>Address</dt><dd><bdi>${account.email ?? 'none'}</bdi>${account.isEmailVerified ? ', verified' : ', not verified'}</dd>
<dt>Telephone</dt><dd>${account.phone ?? 'none'}</dd>
<dt>User name</dt><dd>${account.username ?? 'none'}</dd>
<dt>Signs in with</dt><dd><bdi>${account.connection}</bdi></dd>
</dl>
<h2>What you can change</h2>
${
  account.hasPassword
    ? html`<p>Your password, by a link that is mailed to your address.</p>
<form method="post" action="/account/reset">${renderFormToken(formToken)}<button>Mail me the link</button></form>`
    : html`<p>Nothing here: your account is of <bdi>${account.connection}</bdi>. What it says of you is changed there, the password too, and counts from your next sign-in.</p>`
}
<h2>What you cannot change, and why</h2>
<dl>
<dt>Address</dt><dd>Your membership is locked to the address you were invited with. Ask an administrator of your organization to approve a new one; the sign-in from there moves the lock.</dd>
<dt>Organization</dt><dd>An administrator of the organization invites and removes.</dd>
</dl>`
