import { html, joinHtml, NOTHING } from '../../html.ts'
import type { HttpContext } from '../front.ts'
import { renderPage } from './pages.ts'
import type { LoginPage } from './read-login-page.ts'

type Rejection = { error?: string; identifier?: string }

const alert = (error: string | undefined) =>
  error === undefined ? NOTHING : html`<p role="alert">${error}</p>`

const path = (page: LoginPage, form: string) => `/u/${page.interaction.uid}/${form}`

const csrf = (page: LoginPage) => html`<input type="hidden" name="csrf" value="${page.secret}">`

export function renderLoginPage(ctx: HttpContext, page: LoginPage, fault: Rejection = {}): void {
  const form = html`<form method="post" action="${path(page, 'login')}">
${csrf(page)}
${addressField(page, 'identifier', 'Email address or username', fault.identifier)}
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Continue</button>
</form>`
  const signup = html`<p>No account? <a href="${path(page, 'signup')}">Sign up</a></p>`
  renderPage(
    ctx,
    heading(page, 'Log in'),
    joinHtml([
      alert(fault.error),
      page.databases.length > 0 ? form : noDatabase(page),
      page.canSignUp ? signup : NOTHING,
      connectionButtons(page),
    ]),
  )
}

export function renderSignupPage(ctx: HttpContext, page: LoginPage, fault: Rejection = {}): void {
  const content = html`${alert(fault.error)}
<form method="post" action="${path(page, 'signup')}">
${csrf(page)}
${addressField(page, 'email', 'Email address', fault.identifier)}
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="new-password" required>
<button type="submit">Continue</button>
</form>
<p>Already have an account? <a href="${path(page, 'login')}">Log in</a></p>
${connectionButtons(page)}`
  renderPage(ctx, heading(page, 'Sign up'), content)
}

export function renderOrganizationPage(ctx: HttpContext, page: LoginPage, error?: string): void {
  const { organizationChoices: choices } = page
  const typed = html`<label for="organization">Organization name</label>
<input id="organization" name="organization" autocomplete="organization" required>
<button type="submit">Continue</button>`
  const chosen = joinHtml(
    choices.map(
      ({ name, display_name }) =>
        html`<button class="quiet" type="submit" name="organization" value="${name}">${display_name || name}</button>`,
    ),
  )
  const content = html`${alert(error)}
<form method="post" action="${path(page, 'organization')}">
${csrf(page)}
${choices.length === 0 ? typed : chosen}
</form>`
  renderPage(
    ctx,
    choices.length === 0 ? 'Enter your organization' : 'Select an organization',
    content,
  )
}

function noDatabase({ buttons }: LoginPage) {
  if (buttons.length > 0) return NOTHING
  return html`<p role="alert">No connection is enabled here.</p>`
}

function addressField(page: LoginPage, name: string, label: string, typed: string | undefined) {
  const fixed = page.invitation?.invitee.email
  const value = fixed ?? typed ?? loginHint(page)
  const lock = fixed === undefined ? NOTHING : html` readonly`
  return html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" value="${value}" autocomplete="username" required${lock}>`
}

function loginHint({ params }: LoginPage): string {
  return typeof params.login_hint === 'string' ? params.login_hint : ''
}

function connectionButtons(page: LoginPage) {
  const forms = page.buttons.map(
    ({ connection }) => html`<form method="post" action="${path(page, 'connection')}">
${csrf(page)}
<input type="hidden" name="connection" value="${connection.name}">
<button class="quiet" type="submit">Continue with ${buttonName(connection)}</button>
</form>`,
  )
  return joinHtml(forms)
}

function buttonName(connection: { name: string; display_name?: unknown }): string {
  const { display_name } = connection
  return typeof display_name === 'string' && display_name !== '' ? display_name : connection.name
}

function heading({ client, organization }: LoginPage, what: string): string {
  if (organization === undefined) return `${what} to ${client.name}`
  return `${what} to ${organization.display_name || organization.name} for ${client.name}`
}
