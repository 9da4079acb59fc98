import { readFile } from 'node:fs/promises'
import type { Event } from '@auth0/actions/post-login/v3'
import { asking } from '../auth0/asking.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes, openTenant } from '../auth0/tenant-access.ts'
import {
  EVENT_SCOPES,
  eventFromTenant,
  IMAGINED_DOORS,
  type ImaginedDoor,
  type ImaginedEvent,
} from '../explain/event-from-tenant.ts'
import { explainLogin, renderExplanation } from '../explain/explain-login.ts'
import { type CommandOptions, textOption } from '../ground/command-options.ts'
import { EXIT, type Fault, refuseFaults, UserFault } from '../ground/failures.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { bakeRulebook } from '../project/bake-rulebook.ts'
import { checkKeys } from '../project/check-secrets.ts'
import { DEVELOPMENT_SIGNING_KEY, isLocalEnvironment } from '../project/development-key.ts'
import { loadProject, type Project } from '../project/load-project.ts'
import { readAddress } from '../project/tenant-address.ts'
import { tenantIdOf } from '../project/tenant-id.ts'
import { type Command, ENVIRONMENT_OPTION } from './command.ts'

export const explain: Command = {
  name: 'explain',
  summary: 'say what the guard decides for a saved event, or for a person, and why',
  options: {
    environment: ENVIRONMENT_OPTION,
    at: { type: 'string', description: 'the moment of the login, ISO 8601 (default now)' },
    user: { type: 'string', description: 'instead of an event: a user id of the tenant' },
    client: { type: 'string', description: 'name of the client that the user signs in to' },
    organization: { type: 'string', description: 'name of the organization, if any' },
    door: {
      type: 'string',
      default: 'sign-in',
      description: Object.keys(IMAGINED_DOORS).join(', '),
    },
  },
  words: '<event.json>',
  notes: [`--user needs ${EVENT_SCOPES.join(', ')}`],
  async run(options, words, surroundings) {
    const project = await loadProject(surroundings.root, textOption(options, 'environment'))
    const secrets = { ...secretsOf(project), ...surroundings.environmentVariables }
    refuseFaults(checkKeys(project, secrets))
    const nowMs = surroundings.nowMs()
    const atMs = parseMoment(textOption(options, 'at'), nowMs)
    const { rulebook } = bakeRulebook(project, nowMs)
    const { event, assumptions, nativeRefusal } =
      textOption(options, 'user') === ''
        ? { event: await readEvent(words[0]), assumptions: [], nativeRefusal: null }
        : await imagine(options, project, surroundings, atMs)
    const assumed = assumptions.map((assumption) => `assumed   ${assumption}`)
    if (nativeRefusal !== null) {
      const lines = ['decision  native', `because   ${nativeRefusal}`, ...assumed]
      for (const line of lines) surroundings.print(line)
      return EXIT.denied
    }
    const explanation = explainLogin({ ...event, secrets: definedOnly(secrets) }, rulebook, atMs)
    surroundings.print(renderExplanation(explanation))
    for (const line of assumed) surroundings.print(line)
    return explanation.decision.outcome === 'allow' ? EXIT.ok : EXIT.denied
  },
}

const secretsOf = (project: Project): Record<string, string> =>
  isLocalEnvironment(project) ? { OG_SIGNING_KEY: DEVELOPMENT_SIGNING_KEY } : {}

const definedOnly = (secrets: Readonly<Record<string, string | undefined>>): Event['secrets'] =>
  Object.fromEntries(
    Object.entries(secrets).flatMap(([name, value]) =>
      name.startsWith('OG_') && value !== undefined ? [[name, value]] : [],
    ),
  )

function parseMoment(text: string, nowMs: number): number {
  const ms = text === '' ? nowMs : Date.parse(text)
  if (!Number.isNaN(ms)) return ms
  throw new UserFault([
    {
      code: 'moment_invalid',
      message: `\`--at\` is not accepted: found \`${text}\`, accepted a time such as \`2026-11-22T12:00:00Z\``,
      fix: 'write the moment in ISO 8601',
    },
  ])
}

async function readEvent(path: string | undefined): Promise<Event> {
  const text = path === undefined ? null : await readFile(path, 'utf8').catch(() => null)
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

const eventMissing = (path: string | undefined): Fault => ({
  code: 'event_missing',
  message: path === undefined ? 'no event was named' : `\`${path}\` cannot be read`,
  fix: 'name the file of a saved post-login event, or a person with `--user` and `--client`',
})

async function imagine(
  options: CommandOptions,
  project: Project,
  { environmentVariables }: Surroundings,
  nowMs: number,
): Promise<ImaginedEvent> {
  const door = textOption(options, 'door')
  refuseFaults([
    ...(Object.hasOwn(IMAGINED_DOORS, door) ? [] : [doorUnknown(door)]),
    ...(textOption(options, 'client') === '' ? [optionMissing('--client')] : []),
  ])
  const access = await openTenant(
    await readAddress(project, environmentVariables),
    environmentVariables,
  )
  assertScopes(access, EVENT_SCOPES)
  const login = {
    userId: textOption(options, 'user'),
    client: textOption(options, 'client'),
    organization: textOption(options, 'organization'),
    door: door as ImaginedDoor,
  }
  return asking(access.address.domain, 'reading the person', () =>
    eventFromTenant(managementClient(access), tenantIdOf(project), login, nowMs),
  )
}

const doorUnknown = (door: string): Fault => ({
  code: 'door_unknown',
  message: `\`--door\` is not accepted: found \`${door}\`, accepted ${Object.keys(IMAGINED_DOORS)
    .map((known) => `\`${known}\``)
    .join(', ')}`,
  fix: 'name one of them',
})

const optionMissing = (name: string): Fault => ({
  code: 'option_missing',
  message: `\`${name}\` has no value`,
  fix: `set \`${name}\`: a person’s login is imagined from what the tenant says`,
})
