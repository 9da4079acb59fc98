import { html } from 'hono/html'
import type { SessionNotice } from './portal-session.ts'

/** What `hono/html` makes; strings that are put in become text. */
export type Html = ReturnType<typeof html>

export type Layout = {
  readonly title: string
  /** Null on pages of nobody in particular. */
  readonly signedIn: {
    readonly formToken: string
    readonly isAdministrator: boolean
    /** Path of the page, to mark where one is. */
    readonly at: string
  } | null
  readonly notice?: SessionNotice | undefined
}

export const renderLayout = ({ title, signedIn, notice }: Layout, content: Html): Html =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – People</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><p>People</p>${signedIn === null ? '' : renderNavigation(signedIn)}</header>
<main id="content">
<h1>${title}</h1>
${notice === undefined ? '' : renderNotice(notice)}
${content}
</main>
</body>
</html>`

function renderNavigation({
  formToken,
  isAdministrator,
  at,
}: NonNullable<Layout['signedIn']>): Html {
  const link = (path: string, text: string): Html =>
    at === path
      ? html`<li><a href="${path}" aria-current="page">${text}</a></li>`
      : html`<li><a href="${path}">${text}</a></li>`
  return html`<nav aria-label="Pages"><ul>
${isAdministrator ? [link('/members', 'Members'), link('/invitations', 'Invitations'), link('/refusals', 'Refused sign-ins')] : ''}
${link('/account', 'My account')}
</ul></nav>
<form method="post" action="/sign-out">${renderFormToken(formToken)}<button class="quiet">Sign out</button></form>`
}

const renderNotice = ({ text, details, isRefusal }: SessionNotice): Html =>
  html`<div class="notice${isRefusal ? ' refusal' : ''}" role="${isRefusal ? 'alert' : 'status'}">
<p>${text}</p>
${details.length === 0 ? '' : html`<ul>${details.map((one) => html`<li>${one}</li>`)}</ul>`}
</div>`

/** Stands in every form that changes something. */
export const renderFormToken = (formToken: string): Html =>
  html`<input type="hidden" name="form_token" value="${formToken}">`
