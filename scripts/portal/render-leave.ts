import { html } from 'hono/html'
import type { OwnAccount } from '../administration/own-account.ts'
import { type Html, renderFormToken } from './render-layout.ts'

/** @param to the page that asks for it, as `/sign-in` knows it */
export const renderSignInAgain = (organization: string, to: string): Html =>
  html`<p>Sign in again first: this page may have been left open on a screen that others can reach. It stays open to you for five minutes.</p>
<form action="/sign-in"><input type="hidden" name="organization" value="${organization}"><input type="hidden" name="to" value="${to}">
<button>Sign in again</button></form>
<p><a href="/account">Back, and change nothing</a></p>`

export const renderHeld = (): Html =>
  html`<p><a href="/account/download" download>Download all of it</a>, as a file of JSON. It tells of every organization that you are a member of.</p>
<p><a href="/account">Back</a></p>`

export const renderLeave = (account: OwnAccount, formToken: string): Html =>
  html`<p>Your account is deleted, with your memberships of all organizations. Nothing brings it back, and an account with the same address needs to be invited again.</p>
<p>Kept is what nobody can read an address from: that somebody with such an address left. The log of sign-ins keeps what it holds until its end.</p>
<dl><dt>Account</dt><dd><bdi>${account.email ?? account.name}</bdi></dd></dl>
<form method="post" action="/account/leave">${renderFormToken(formToken)}
<p><label for="understood"><input id="understood" name="understood" type="checkbox" value="yes" required> I want my account to be deleted</label></p>
<button class="danger">Delete my account</button></form>
<p><a href="/account">Back, and change nothing</a></p>`

export const renderLeft = (details: readonly string[]): Html =>
  html`<p>Your account is deleted.</p>
<ul>${details.map((one) => html`<li>${one}</li>`)}</ul>`
