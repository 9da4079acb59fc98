import { html } from 'hono/html'
import { type Html, renderLayout } from './render-layout.ts'

/** Where whoever is refused goes on. */
export type WaysOn = {
  /** Ends the session of the account that was refused. */
  readonly anotherAccount: string
  /** Null where the rulebook names none. */
  readonly wayOut: string | null
}

/**
 * @param refusal why the last try led nowhere
 * @param ways for whom the tenant refused; its text may be anybody's, and is never a link
 */
export const renderSignIn = (refusal?: string, ways?: WaysOn): Html =>
  renderLayout(
    {
      title: 'Sign in',
      signedIn: null,
      notice: refusal === undefined ? undefined : { text: refusal, details: [], isRefusal: true },
    },
    html`${ways === undefined ? '' : renderWaysOn(ways)}<p>Look after your account, or after the members of your organization.</p>
<form action="/sign-in">
<p><label for="organization">Organization</label>
<input id="organization" name="organization" required autocomplete="organization" autocapitalize="none" spellcheck="false" aria-describedby="organization-hint"></p>
<p class="quiet" id="organization-hint">Its short name, for example acme.</p>
<button>Continue to sign-in</button>
</form>`,
  )

const renderWaysOn = ({ anotherAccount, wayOut }: WaysOn): Html => html`<h2>What you can do</h2>
<ul>
<li><a href="${anotherAccount}">Try another account</a></li>
<li>${wayOut === null ? 'Ask an administrator of your organization, with the reference.' : html`<a href="${wayOut}">See what else helps, and whom to ask</a>`}</li>
</ul>`
