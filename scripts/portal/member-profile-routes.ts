import type { Hono } from 'hono'
import { html } from 'hono/html'
import { changeProfile } from '../administration/change-profile.ts'
import { readMember } from '../administration/list-members.ts'
import { readMemberProfile } from '../administration/member-profile.ts'
import { NotPermitted } from '../administration/not-permitted.ts'
import { attempt } from './attempt.ts'
import { answerForm, type PortalContext, type PortalEnvironment } from './portal-context.ts'
import type { PortalOptions } from './portal-options.ts'
import type { SessionNotice } from './portal-session.ts'
import { readProfileForm, renderProfileForm } from './profile-form.ts'
import { memberPath, nameOf } from './render-members.ts'
import { showPage } from './show-page.ts'

/** The profile of a member, as far as administrators change it. The library judges what. */
export function addMemberProfileRoutes(app: Hono<PortalEnvironment>, portal: PortalOptions): void {
  app.get('/members/:person/profile', (c) => showProfile(c, portal))
  app.post('/members/:person/profile', (c) => saveProfile(c, portal))
}

const personOf = (c: PortalContext): string => c.req.param('person') ?? ''

async function showProfile(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools } = portal.administration()
  const person = personOf(c)
  const fields = await readMemberProfile(tools, c.get('actor'), { person })
  const member = await readMember(tools, c.get('actor'), { person })
  const { formToken } = c.get('session')
  const form = renderProfileForm(fields, { action: memberPath(person, 'profile'), formToken })
  const content = html`${form ?? html`<p>Nothing of this profile is yours to change.</p>`}
<p class="quiet">What is not asked here is the person’s own, their identity provider’s, or an operator’s.</p>
<p><a href="${memberPath(person)}">Back to the person</a></p>`
  return showPage(c, portal, nameOf(member), content)
}

async function saveProfile(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools } = portal.administration()
  const actor = c.get('actor')
  const person = personOf(c)
  const fields = await readMemberProfile(tools, actor, { person })
  const changes = readProfileForm(c.get('form'), fields)
  const isSame = Object.keys(changes).length === 0
  const notice = isSame
    ? SAME
    : await attempt(c, 'The profile is changed.', () =>
        changeProfile(tools, actor, { person, changes }),
      ).catch(saidWhereRefused)
  return answerForm(c, portal, notice, memberPath(person, 'profile'))
}

const SAME: SessionNotice = { text: 'It was so already: nothing was changed.', details: [] }

/** The form was theirs to see. What else keeps the field, such as another organization, is not theirs to know. */
function saidWhereRefused(error: unknown): SessionNotice {
  if (!(error instanceof NotPermitted)) throw error
  const text = 'Nothing was changed: an operator of the tenant has to look at it.'
  return { text, details: [], isRefusal: true }
}
