import { html } from 'hono/html'
import type { Member, MemberPage } from '../administration/list-members.ts'
import { BLOCK_REASONS, PORTAL_OPERATIONS } from './portal-operations.ts'
import { type Html, renderFormToken } from './render-layout.ts'

const LOCKS: Readonly<Record<Member['lock'], string>> = {
  matches: 'locked to today’s address',
  differs: 'locked to another address: sign-ins are refused',
  none: 'not locked yet',
  unreadable: 'the lock cannot be read: sign-ins are refused',
}

const BLOCKS: Readonly<Record<Member['block'], string>> = {
  none: 'not blocked',
  organization: 'blocked in your organization',
  unreadable: 'the blocks cannot be read: sign-ins are refused',
}

export const memberPath = (person: string, operation = ''): string =>
  `/members/${encodeURIComponent(person)}${operation === '' ? '' : `/${operation}`}`

export const renderMembers = ({ members, next }: MemberPage): Html =>
  html`${members.length === 0 ? html`<p>Nobody is on this page.</p>` : ''}
<ul class="cards">
${members.map(
  (one) => html`<li>
<p><a href="${memberPath(one.person)}"><bdi>${nameOf(one)}</bdi></a></p>
<p class="quiet"><bdi>${one.email ?? 'no address'}</bdi>, ${BLOCKS[one.block]}, ${LOCKS[one.lock]}${one.isShutOut ? ', shut out everywhere' : ''}${one.asksFor === null || one.isApproved ? '' : ', asks for a new address'}</p>
</li>`,
)}
</ul>
${next === null ? '' : html`<p><a href="/members?from=${encodeURIComponent(next)}" rel="next">Next page</a></p>`}`

/** A profile may have no name. */
export const nameOf = ({ name, email, person }: Member): string => name || (email ?? person)

export type MemberView = {
  readonly member: Member
  readonly formToken: string
  /** Whether it is whoever looks: what would shut them out is not offered. */
  readonly isSelf: boolean
  /** Whether the rulebook lets whoever looks erase members. */
  readonly mayErase: boolean
  /** Whether the lock is moved for whoever looks. */
  readonly mayMove: boolean
  /** That, and there is a key to seal the permission with. */
  readonly canRebind: boolean
}

export function renderMember({ member, formToken, isSelf, ...may }: MemberView): Html {
  const { person } = member
  const { mayErase, mayMove, canRebind } = may
  const form = (operation: string, fields: Html | string = ''): Html =>
    html`<form method="post" action="${memberPath(person, operation)}">${renderFormToken(formToken)}${fields}<button>${PORTAL_OPERATIONS[operation]?.label}</button></form>`
  const ask = (operation: string): Html =>
    html`<p><a href="${memberPath(person, operation)}">${PORTAL_OPERATIONS[operation]?.label}…</a></p>`
  return html`<dl>
<dt>Address</dt><dd><bdi>${member.email ?? 'none'}</bdi></dd>
<dt>Signs in with</dt><dd>${member.connection === null ? 'what your organization does not have' : html`<bdi>${member.connection}</bdi>`}</dd>
<dt>Block</dt><dd>${BLOCKS[member.block]}${member.blockedUntil === null ? '' : `, until ${member.blockedUntil}`}</dd>
<dt>Lock</dt><dd>${LOCKS[member.lock]}</dd>
${member.isShutOut ? html`<dt>Elsewhere</dt><dd>shut out of everything by an operator of the tenant</dd>` : ''}
<dt>Id</dt><dd>${person}</dd>
</dl>
${isSelf ? html`<p class="quiet">This is you. Another administrator can block or remove you, and move your lock.</p>` : renderBlock(member, form)}
${
  member.hasPassword
    ? html`<h2>Password</h2>
<p>Nobody but the person sees the link, and it lifts no block.</p>
${form('reset')}
<p>After too many wrong passwords sign-ins are refused for a while.</p>
${form('lift-password-block')}`
    : ''
}
${
  isSelf
    ? ''
    : html`<h2>Profile</h2>
<p><a href="${memberPath(person, 'profile')}">What you may change of it…</a></p>
<h2>Address</h2>
${member.isApproved ? html`<p>A new address is approved, and not in use yet.</p>` : ''}
${member.asksFor === null ? '' : renderRequest(member.asksFor, { form, canRebind })}
${canRebind ? form('rebind', html`<p><label for="address">New address, once</label><input id="address" name="address" type="email" required autocomplete="off"></p><p class="quiet">Once the person confirms it, the account has it wherever it is used; of a member of several organizations an operator changes it.</p>`) : ''}
${mayMove ? html`<p>Where the address of today is the right one, whatever was locked before:</p>${form('relock')}` : html`<p>Only an operator of the tenant moves the lock of this person.</p>`}
<h2>Leaving</h2>${ask('remove')}${ask('deprovision')}${mayErase ? ask('erase') : ''}`
}
<p><a href="/members">All members</a></p>`
}

type Ways = {
  readonly form: (operation: string, fields?: Html) => Html
  readonly canRebind: boolean
}

/** Whoever approves has to know that the mailbox is the person's. */
const renderRequest = (address: string, { form, canRebind }: Ways): Html =>
  html`<p>Asks for <bdi>${address}</bdi>. Make sure that it is theirs before you approve it.</p>
${canRebind ? form('rebind', html`<input type="hidden" name="address" value="${address}">`) : ''}
${form('decline-address')}`

const renderBlock = ({ block }: Member, form: (operation: string, fields?: Html) => Html): Html =>
  html`<h2>Block</h2>
${
  block === 'organization'
    ? form('unblock')
    : form(
        'block',
        html`<p><label for="reason">Reason</label>
<select id="reason" name="reason">${Object.entries(BLOCK_REASONS).map(([word, text]) => html`<option value="${word}">${text}</option>`)}</select></p>
<p><label for="until">Until the beginning of this day (UTC), or without an end</label><input id="until" name="until" type="date"></p>`,
      )
}`

export const renderQuestion = (
  member: Member,
  operation: string,
  formToken: string,
): Html => html`<p>${PORTAL_OPERATIONS[operation]?.question}</p>
<dl><dt>Person</dt><dd><bdi>${nameOf(member)}</bdi></dd><dt>Id</dt><dd>${member.person}</dd></dl>
<form method="post" action="${memberPath(member.person, operation)}">${renderFormToken(formToken)}
<button class="danger">${PORTAL_OPERATIONS[operation]?.label}</button></form>
<p><a href="${memberPath(member.person)}">Back, and change nothing</a></p>`
