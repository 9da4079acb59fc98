import { html } from 'hono/html'
import { type Html, renderFormToken } from './render-layout.ts'

/** As somebody typed it. */
export type InviteForm = {
  readonly address: string
  readonly roles: readonly string[]
  readonly days: string
}
type Field = 'address' | 'days'
/** What is wrong, by field. */
export type InviteFaults = Partial<Readonly<Record<Field, string>>>

export const EMPTY_INVITE: InviteForm = { address: '', roles: [], days: '7' }
/** Auth0 takes no more. */
const MOST_DAYS = 30

export const readInviteForm = (form: URLSearchParams): InviteForm => ({
  address: form.get('address') ?? '',
  roles: form.getAll('role'),
  days: form.get('days') ?? EMPTY_INVITE.days,
})

export const faultsOfInvite = ({ days }: InviteForm): InviteFaults =>
  /^\d{1,2}$/.test(days) && Number(days) >= 1 && Number(days) <= MOST_DAYS
    ? {}
    : { days: `Write a whole number of days from 1 to ${MOST_DAYS}.` }

export type InviteView = {
  readonly formToken: string
  /** Names of the roles that may be given. */
  readonly grantable: readonly string[]
  readonly typed: InviteForm
  readonly faults: InviteFaults
}

export const renderInviteForm = ({ formToken, grantable, typed, faults }: InviteView): Html =>
  html`${renderSummary(faults)}
<form method="post" action="/invitations">${renderFormToken(formToken)}
<p><label for="address">Address to invite</label>
<input id="address" name="address" type="email" required autocomplete="off" value="${typed.address}"${described('address', faults)}></p>
${faultOf('address', faults)}
<p class="quiet" id="address-hint">Only this address can accept. An open invitation to it is replaced.</p>
${
  grantable.length === 0
    ? ''
    : html`<fieldset><legend>Roles</legend>${grantable.map((name, place) => html`<p><label for="role-${place}"><input id="role-${place}" name="role" type="checkbox" value="${name}"${typed.roles.includes(name) ? html` checked` : ''}> <bdi>${name}</bdi></label></p>`)}</fieldset>`
}
<p><label for="days">Days that it is open</label>
<input id="days" name="days" type="number" min="1" max="${MOST_DAYS}" required value="${typed.days}"${described('days', faults)}></p>
${faultOf('days', faults)}
<p class="quiet" id="days-hint">From 1 to ${MOST_DAYS}.</p>
<button>Send the invitation</button></form>`

const renderSummary = (faults: InviteFaults): Html | string => {
  const all = Object.entries(faults)
  if (all.length === 0) return ''
  return html`<div class="notice refusal" role="alert"><p>Nothing was sent.</p>
<ul>${all.map(([field, text]) => html`<li><a href="#${field}">${text}</a></li>`)}</ul></div>`
}

const described = (field: Field, faults: InviteFaults): Html =>
  faults[field] === undefined
    ? html` aria-describedby="${field}-hint"`
    : html` aria-invalid="true" aria-describedby="${field}-fault ${field}-hint"`

const faultOf = (field: Field, faults: InviteFaults): Html | string =>
  faults[field] === undefined ? '' : html`<p class="fault" id="${field}-fault">${faults[field]}</p>`
