import { type Html, html, joinHtml } from '../html.ts'
import { SWITCHES, type Switch } from '../switches.ts'
import { CONTROL_ROUTES, type ControlRoute } from './control-routes.ts'

/** Nothing from elsewhere runs or is sent in it. */
export const CONTROL_PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * What the control port can do, for a person with a browser. The page itself says nothing about the
 * tenant; opened as `/#<token>`, which no server ever sees, it asks for the clock and the outbox.
 */
export function renderControlPage(host: string): string {
  return `${html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Control port of a local tenant</title>
<style>body{font:15px/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}code{white-space:nowrap}</style>
<h1>Control port of a local tenant</h1>
<div id="live" hidden>
<p>The tenant's time: <b id="now"></b>
<button data-ms="3600000">+ 1 hour</button> <button data-ms="86400000">+ 1 day</button></p>
<h2>Outbox</h2>
<ul id="outbox"></ul>
</div>
<p>Auth0 has nothing like this: time, mail, faults and memory of the tenant that runs beside it. Every
request but this one needs the token that was printed at the start:</p>
<pre>curl -H "authorization: Bearer $TOKEN" http://${host}/clock</pre>
<h2>Requests</h2>
<table><tr><th>request</th><th>what it does</th><th>body, for example</th></tr>
${CONTROL_ROUTES.map(renderRoute)}
</table>
<h2>Switches</h2>
<table><tr><th>name</th><th>on</th><th>off</th><th>at the start</th></tr>
${Object.entries(SWITCHES).map(renderSwitch)}
</table>
<script>${SCRIPT}</script>
</html>
`}`
}

/** Mail is written by whoever can invite or sign up: it is shown as text, never as markup. */
const SCRIPT = html`
const token = location.hash.slice(1)
const show = (id) => document.getElementById(id)
const call = async (path, body) => {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(path, { ...init, headers: { authorization: 'Bearer ' + token } })
  if (!answer.ok) throw new Error(answer.status)
  return answer.json()
}
const item = ({ sent_at, to, subject, text }) => {
  const line = document.createElement('li')
  line.textContent = sent_at + ' to ' + to + ': ' + subject + ' – ' + text
  return line
}
const refresh = async () => {
  const [{ now }, mails] = await Promise.all([call('/clock'), call('/outbox')])
  show('now').textContent = now
  show('outbox').replaceChildren(...mails.reverse().map(item))
  show('live').hidden = false
}
for (const button of document.querySelectorAll('button')) {
  button.onclick = () => call('/clock/advance', { ms: Number(button.dataset.ms) }).then(refresh)
}
if (token !== '') {
  refresh()
  setInterval(refresh, 2000)
}`

const renderRoute = ({ method, path, what, example }: ControlRoute): Html =>
  row(code(`${method} ${path}`), prose(what), example === undefined ? html`` : code(example))

const renderSwitch = ([name, { on, off, default: isOn }]: [string, Switch]): Html =>
  row(code(name), prose(on), prose(off), isOn ? html`on` : html`off`)

const row = (...cells: readonly Html[]): Html =>
  html`<tr>${joinHtml(
    cells.map((cell) => html`<td>${cell}</td>`),
    '',
  )}</tr>`

const code = (text: string): Html => html`<code>${text}</code>`

const prose = (text: string): Html =>
  joinHtml(
    text.split(/`([^`]*)`/).map((part, index) => (index % 2 === 1 ? code(part) : html`${part}`)),
    '',
  )
