import { readFile } from 'node:fs/promises'
import type { Event } from '@auth0/actions/post-login/v3'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { PROFILE_CHANGE } from '../../policies/profile-change/profile-change.about.ts'
import { asking } from '../auth0/asking.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import { standInKeys } from '../evidence/space/stand-in-keys.ts'
import { EVENT_SCOPES, eventFromTenant, type ImaginedEvent } from '../explain/event-from-tenant.ts'
import { explainLogin, explanationJson, renderExplanation } from '../explain/explain-login.ts'
import { givenSecrets } from '../explain/given-secrets.ts'
import { IMAGINED_DOORS, type ImaginedDoor } from '../explain/imagined-doors.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { type Fault, refuseFaults, UserFault } from '../ground/user-fault.ts'
import {
  CHANGE_SCOPES,
  CHANGING_ACTORS,
  explainProfileChange,
} from '../operating/explain-profile-change.ts'
import { bakeRulebook } from '../project/bake-rulebook.ts'
import { checkKeys } from '../project/check-secrets.ts'
import { loadProject, type Project } from '../project/load-project.ts'
import { openTenantOf } from '../project/tenant-address.ts'
import { tenantIdOf } from '../project/tenant-id.ts'
import { defineCommand, type Given } from './command.ts'
import { choice, ENVIRONMENT, flag, moment, text } from './options.ts'

const DOORS = Object.keys(IMAGINED_DOORS) as ImaginedDoor[]

const OPTIONS = {
  ...ENVIRONMENT,
  at: moment('the moment of the login, ISO 8601 (default now)'),
  user: text('instead of an event: a user id of the tenant'),
  client: text('name of the client that the user signs in to'),
  organization: text('name of the organization, if any'),
  door: choice(DOORS, 'sign-in', 'where the person comes in'),
  field: text('profile-change: field, such as phone, or attribute:<name> of --client'),
  actor: choice(CHANGING_ACTORS, 'self', 'profile-change: who asks'),
  standIn: flag('the event is a witness of `diff`, with records under keys that stand for yours'),
}

export const explain = defineCommand({
  name: 'explain',
  summary: 'say what the guard decides for a saved event, or for a person, and why',
  options: OPTIONS,
  words: { event: text('event.json, or profile-change') },
  notes: [
    `--user needs ${EVENT_SCOPES.join(', ')}`,
    `profile-change: may --actor change --field of --user in --organization; needs ${CHANGE_SCOPES.join(', ')}`,
  ],
  async run(given, surroundings) {
    if (given.event === PROFILE_CHANGE.id) return explainProfileChange(given, surroundings)
    const project = await loadProject(surroundings.root, given.environment)
    const nowMs = surroundings.nowMs()
    const atMs = given.at ?? nowMs
    const baked = bakeRulebook(project, nowMs).rulebook
    const { rulebook, secrets } = given.standIn
      ? withStandIns(baked)
      : { rulebook: baked, secrets: givenSecrets(project, surroundings.environmentVariables) }
    if (!given.standIn) refuseFaults(checkKeys(project, secrets))
    const { event, assumptions, nativeRefusal } =
      given.user === ''
        ? { event: await readEvent(given.event), assumptions: [], nativeRefusal: null }
        : await imagine(given, project, surroundings, atMs)
    const assumed = assumptions.map((assumption) => `assumed   ${assumption}`)
    if (nativeRefusal !== null) {
      return {
        exit: EXIT.denied,
        json: { outcome: 'native', reason: nativeRefusal, assumptions },
        text: lines('decision  native', `because   ${nativeRefusal}`, ...assumed),
      }
    }
    // A witness says itself who is break-glass.
    const own = given.standIn ? (event as Event).secrets : {}
    const explanation = explainLogin({ ...event, secrets: { ...secrets, ...own } }, rulebook, atMs)
    return {
      exit: explanation.decision.outcome === 'allow' ? EXIT.ok : EXIT.denied,
      json: { ...explanationJson(explanation), assumptions },
      text: lines(renderExplanation(explanation), ...assumed),
    }
  },
})

function withStandIns(baked: BakedRulebook) {
  const { ids, secrets } = standInKeys(baked.keyIds)
  return { rulebook: { ...baked, keyIds: ids }, secrets }
}

async function readEvent(path: string): Promise<Event> {
  const text = path === '' ? null : await readFile(path, 'utf8').catch(() => null)
  if (text === null) throw new UserFault([eventMissing(path)])
  try {
    const event: unknown = JSON.parse(text)
    if (typeof event === 'object' && event !== null && !Array.isArray(event)) {
      return event as Event
    }
  } catch {
    // Said below, together with JSON that is no event.
  }
  throw new UserFault([
    {
      code: 'event_invalid',
      message: `\`${path}\` is not a JSON object`,
      fix: 'save the event of a post-login Action, for instance with `console.log(JSON.stringify(event))`',
    },
  ])
}

const eventMissing = (path: string): Fault => ({
  code: 'event_missing',
  message: path === '' ? 'no event was named' : `\`${path}\` cannot be read`,
  fix: 'name the file of a saved post-login event, or a person with `--user` and `--client`',
})

async function imagine(
  given: Given<typeof OPTIONS>,
  project: Project,
  { environmentVariables }: Surroundings,
  nowMs: number,
): Promise<ImaginedEvent> {
  const { user: userId, client, organization, door } = given
  if (client === '') throw new UserFault([optionMissing('--client')])
  const access = await openTenantOf(project, environmentVariables)
  assertScopes(access, EVENT_SCOPES)
  const login = { userId, client, organization, door }
  return asking(access.address.domain, 'reading the person', () =>
    eventFromTenant(managementClient(access), tenantIdOf(project), login, nowMs),
  )
}

const optionMissing = (name: string): Fault => ({
  code: 'option_missing',
  message: `\`${name}\` has no value`,
  fix: `set \`${name}\`: a person’s login is imagined from what the tenant says`,
})
