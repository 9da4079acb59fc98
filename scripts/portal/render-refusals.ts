import { html } from 'hono/html'
import type { OrganizationRefusal } from '../operating/last-refusals.ts'
import type { Html } from './render-layout.ts'
import { memberPath } from './render-members.ts'

/** Who was refused lately in the organization, and why. */
export const renderRefusals = (refusals: readonly OrganizationRefusal[]): Html =>
  html`${refusals.length === 0 ? html`<p>Nobody was refused lately, or not in the name of your organization.</p>` : ''}
<ul class="cards">
${refusals.map(
  ({ at, application, sentence, reason, member }) => html`<li>
<p>${member === null ? 'Somebody who is no member' : html`<a href="${memberPath(member.person)}"><bdi>${member.name}</bdi></a>`}, <time datetime="${at}">${at}</time>${application === '' ? '' : html`, <bdi>${application}</bdi>`}</p>
<p class="quiet">${sentence}${reason === null ? '' : html` (${reason})`}</p>
</li>`,
)}
</ul>`
