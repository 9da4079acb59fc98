import { html } from 'hono/html'
import type { Reason } from '../../policies/reasons.ts'
import type { OwnAccount } from '../administration/own-account.ts'
import { labelOf, renderProfileForm } from './profile-form.ts'
import { type Html, renderFormToken } from './render-layout.ts'

export const renderAccount = (account: OwnAccount, formToken: string): Html => {
  const isOpen = (kind: string): boolean =>
    account.fields.some(({ field, closed }) => field.kind === kind && closed === null)
  return html`<dl>
<dt>Organization</dt><dd><bdi>${account.organization.name}</bdi></dd>
<dt>Name</dt><dd><bdi>${account.name}</bdi></dd>
<dt>Address</dt><dd><bdi>${account.email ?? 'none'}</bdi>${account.isEmailVerified ? ', verified' : ', not verified'}</dd>
<dt>Telephone</dt><dd>${account.phone ?? 'none'}</dd>
<dt>User name</dt><dd>${account.username ?? 'none'}</dd>
<dt>Signs in with</dt><dd><bdi>${account.connection}</bdi></dd>
</dl>
<h2>What you can change</h2>
${renderProfileForm(account.fields, { action: '/account/profile', formToken }) ?? html`<p>Nothing of your profile.</p>`}
${
  isOpen('password')
    ? html`<h3>Password</h3><p>By a link that is mailed to your address.</p>
<form method="post" action="/account/reset">${renderFormToken(formToken)}<button>Mail me the link</button></form>`
    : ''
}
${renderAddress(account, formToken)}
<h2>What you cannot change, and why</h2>
<dl>
${account.fields.flatMap((one) =>
  one.closed === null
    ? []
    : html`<dt>${labelOf(one)}</dt><dd>${whyClosed(one.closed, account)}</dd>`,
)}
<dt>Organization</dt><dd>An administrator of the organization invites and removes.</dd>
</dl>
<h2>What is held about you</h2>
<p><a href="/account/held">Download all of it…</a></p>
${isOpen('deletion') ? html`<h2>Leaving</h2><p><a href="/account/leave">Delete my account…</a></p>` : ''}`
}

function renderAddress({ fields, ...account }: OwnAccount, formToken: string): Html | string {
  const closed = fields.find(({ field }) => field.kind === 'email')?.closed
  if (closed !== null && closed !== 'PROFILE_UPSTREAM_OWNED') return ''
  const { asksFor, approval } = account
  return html`<h3>Address</h3><p>Your membership is locked to the address you were invited with. Ask for another: an administrator of your organization decides, and the sign-in from there, verified, moves the lock.</p>
${asksFor === null ? '' : html`<p>You asked for <bdi>${asksFor}</bdi>${approval === 'none' ? '; nobody has answered yet' : ''}.</p>`}
${approval === 'none' ? '' : renderApproval({ asksFor, approval }, formToken)}
<form method="post" action="/account/address">${renderFormToken(formToken)}
<p><label for="address">New address</label><input id="address" name="address" type="email" required autocomplete="email"></p>
<button>Ask for it</button></form>`
}

const renderApproval = (
  { asksFor, approval }: Pick<OwnAccount, 'asksFor' | 'approval'>,
  formToken: string,
): Html =>
  approval === 'with an operator'
    ? html`<p>An administrator approved a new address. You belong to several organizations: an operator changes it.</p>`
    : html`<p>An administrator approved a new address. Confirm it, and your account has it from then on.</p>
<form method="post" action="/account/address/confirm">${renderFormToken(formToken)}
<p><label for="approved">Approved address</label><input id="approved" name="address" type="email" required autocomplete="email" value="${asksFor ?? ''}"></p>
<button>Confirm it</button></form>`

const whyClosed = (reason: Reason, { connection }: OwnAccount): Html | string =>
  reason === 'PROFILE_UPSTREAM_OWNED'
    ? html`Your account is of <bdi>${connection}</bdi>. What it says of you is changed there, and counts from your next sign-in.`
    : (WHY[reason] ?? 'What is held for you cannot be read. Ask an administrator.')

const WHY: Partial<Readonly<Record<Reason, string>>> = {
  PROFILE_FIELD_CLOSED: 'It is not open to members here. Ask an administrator.',
  PROFILE_FIELD_ABSENT: 'An account of your kind has none here.',
  PROFILE_SOURCE_UNKNOWN: 'Nobody can tell who owns it.',
  PROFILE_FIELD_FROZEN:
    'It is locked with your membership: a sign-in with another would be refused.',
  ORG_BLOCKED: 'An organization has blocked you.',
  USER_SUSPENDED: 'You are blocked.',
}
