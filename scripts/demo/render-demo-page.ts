import { type Html, html, NOTHING } from 'auth0-local-tenant'
import type { DemoOptions } from './demo-options.ts'
import type { DemoInvitation, DemoSession, Notice } from './demo-session.ts'
import type { ShownRefusal } from './read-refusal.ts'
import { renderInvitation } from './render-invitation.ts'

/** The application's only page; with an invitation, what is asked before it is opened. */
export function renderDemoPage(
  demo: DemoOptions,
  session: DemoSession,
  notice: Notice | undefined,
  invitation?: DemoInvitation,
): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${demo.name}</title>
<style>${STYLE}</style>
</head>
<body>
<header><p>${demo.name}</p></header>
<main>
${notice === undefined ? NOTHING : renderNotice(demo, notice)}
${renderMain(demo, session, invitation)}
</main>
<footer><p>A demo application with openid-client. It holds no rule about invitations, memberships or
blocks: the tenant refuses, this page only shows it.</p></footer>
</body>
</html>`
}

function renderMain(
  demo: DemoOptions,
  session: DemoSession,
  invitation: DemoInvitation | undefined,
): Html {
  const claims = session.signedIn?.claims
  if (invitation !== undefined) return renderInvitation(demo, invitation, claims)
  return claims === undefined ? renderSignIn(demo, session) : renderPerson(demo, claims)
}

function renderNotice({ openReference }: DemoOptions, notice: Notice): Html {
  if (notice.kind === 'done') return html`<p class="done" role="status">${notice.text}</p>`
  return renderRefusal(notice.refusal, openReference)
}

function renderRefusal(
  { code, message, reference }: ShownRefusal,
  openReference: DemoOptions['openReference'],
): Html {
  return html`<section class="refused" role="alert">
<h2>You were not let in</h2>
<p>${message}</p>
<dl>
<dt>Code</dt><dd><code>${code}</code></dd>
${reference === null ? NOTHING : html`<dt>Reference</dt><dd><code>${reference}</code></dd>`}
</dl>
${
  reference === null
    ? NOTHING
    : html`<p>Support reads the cause from the reference alone:</p>
<pre tabindex="0">${openReference(reference)}</pre>`
}
</section>
<form method="post" action="/sign-out">
<button class="quiet" name="next" value="sign-in">Sign in with another account</button>
</form>`
}

function renderSignIn(demo: DemoOptions, { organization = '' }: DemoSession): Html {
  const options = demo.organizations.map(({ id, displayName }, index) => {
    const chosen = organization === '' ? index === 0 : organization === id
    return choice(id, displayName, chosen)
  })
  const none = demo.withoutOrganization
    ? 'Without an organization'
    : 'Without an organization (the rulebook forbids it here)'
  return html`<h1>Sign in</h1>
<form action="/sign-in">
<fieldset>
<legend>Organization</legend>
${options}
${choice('', none, false)}
</fieldset>
<button>Continue to sign-in</button>
</form>`
}

const choice = (value: string, label: string, chosen: boolean): Html =>
  html`<label><input type="radio" name="organization" value="${value}" ${chosen ? html`checked` : NOTHING}> ${label}</label>`

function renderPerson(demo: DemoOptions, claims: object): Html {
  const known = new Map(Object.entries(claims))
  const organization = demo.organizations.find(({ id }) => id === known.get('org_id'))
  return html`<h1>Welcome, ${String(known.get('name') ?? known.get('sub'))}</h1>
<p>${organization === undefined ? 'You are signed in without an organization' : html`You are signed in to <strong>${organization.displayName}</strong>`}</p>
<div class="actions">
<form method="post" action="/refresh"><button>Renew the tokens</button></form>
<form action="/sign-in">
<input type="hidden" name="prompt" value="none">
<input type="hidden" name="organization" value="${organization?.id ?? ''}">
<button>Check silently</button>
</form>
<form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>
<form method="post" action="/sign-out">
<button class="quiet" name="next" value="sign-in">Sign in with another account</button>
</form>
</div>
<table>
<caption>What the ID token says</caption>
<thead><tr><th scope="col">Claim</th><th scope="col">Value</th></tr></thead>
<tbody>
${[...known].map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${renderValue(name, value)}</td></tr>`)}
</tbody>
</table>`
}

const TIMES = new Set(['iat', 'exp', 'auth_time', 'nbf'])

function renderValue(name: string, value: unknown): string {
  if (TIMES.has(name) && typeof value === 'number') return new Date(value * 1000).toISOString()
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const STYLE = html`
:root{color-scheme:light dark;--ink:#1c2230;--soft:#5b6474;--paper:#fff;--ground:#f3f4f7;--line:#c9ced8;--accent:#2743c4;--on-accent:#fff;--bad:#9b1025;--bad-ground:#fdf0f1;--good:#135c3a;--good-ground:#ecf7f1}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaf0;--soft:#a7afbf;--paper:#1b2030;--ground:#11141d;--line:#3b4357;--accent:#9db0ff;--on-accent:#10131c;--bad:#ff9aa8;--bad-ground:#33191f;--good:#8fdcb5;--good-ground:#15291f}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,sans-serif}
header{background:var(--paper);border-bottom:1px solid var(--line)}
header p,main,footer{max-width:44rem;margin:0 auto;padding:.9rem 1.25rem}
header p{font-weight:600}
main{margin:1.5rem auto;padding:1.5rem 1.25rem;background:var(--paper);border:1px solid var(--line);border-radius:.6rem}
footer{color:var(--soft);font-size:.9rem}
h1{margin:.2rem 0 1rem;font-size:1.6rem}
h2{margin:0 0 .5rem;font-size:1.15rem}
fieldset{border:1px solid var(--line);border-radius:.4rem;padding:.6rem 1rem 1rem}
label{display:block;padding:.3rem 0}
button{font:inherit;padding:.5rem 1rem;margin-top:1rem;border:1px solid var(--accent);border-radius:.4rem;background:var(--accent);color:var(--on-accent);cursor:pointer}
button.quiet{background:transparent;color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.actions{display:flex;flex-wrap:wrap;gap:0 .6rem;margin-bottom:1.5rem}
.done,.refused{border-radius:.4rem;padding:.8rem 1rem;margin:0 0 1rem;border-left:.3rem solid}
.done{background:var(--good-ground);color:var(--good);border-color:var(--good)}
.refused{background:var(--bad-ground);border-color:var(--bad)}
.refused h2{color:var(--bad)}
.refused+form{margin:0 0 1.5rem}
.refused+form button{margin-top:0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:.8rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
code,pre{font:.95em/1.5 ui-monospace,monospace}
pre{margin:.4rem 0 0;padding:.6rem .8rem;overflow-x:auto;background:var(--paper);border:1px solid var(--line);border-radius:.3rem}
table{width:100%;border-collapse:collapse}
caption{text-align:left;font-weight:600;padding-bottom:.4rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-top:1px solid var(--line);font-weight:400;overflow-wrap:anywhere}
tbody th{color:var(--soft);white-space:nowrap}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
`
