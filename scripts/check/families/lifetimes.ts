import { numberOf, recordOf, textsIn } from '../../ground/json-value.ts'
import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { managed, placeInEnvironment, type Subject } from '../subject.ts'

const livesOn =
  'What has been issued lives on: a person who is blocked, removed or moved to another address keeps using it until it ends.'

const ACCESS_TOKEN_TOO_LONG: Rule = {
  id: 'access_token_too_long',
  severity: 'error',
  summary: 'access tokens of an API live longer than `baseline.accessTokenSeconds`',
  why: `${livesOn} An access token cannot be called back at all. Where nothing is stated, Auth0 takes a day.`,
}

const REFRESH_TOKEN_TOO_LONG: Rule = {
  id: 'refresh_token_too_long',
  severity: 'error',
  summary: 'an application may refresh longer than `baseline.refreshTokenSeconds`, or without end',
  why: `${livesOn} Where an environment has not confirmed that Auth0 names the organization on refresh, a removed member may refresh until then.`,
}

const SESSION_TOO_LONG: Rule = {
  id: 'session_too_long',
  severity: 'error',
  summary: 'a session lives longer than `baseline.sessionHours`',
  why: `${livesOn} During a session Auth0 asks the identity provider nothing. Where nothing is stated, the tenant keeps what it has, and git does not know how long that is.`,
}

/** How long what was issued outlives what it was issued for. */
export const lifetimes: Family = {
  title: 'Lifetimes',
  rules: [ACCESS_TOKEN_TOO_LONG, REFRESH_TOKEN_TOO_LONG, SESSION_TOO_LONG],
  look: (subject) => [
    ...managed(subject, 'resourceServers').flatMap((api) => judgeApi(subject, api)),
    ...managed(subject, 'clients').flatMap((client) => judgeClient(subject, client)),
    ...managed(subject, 'tenant').flatMap((tenant) => judgeSession(subject, tenant)),
  ],
}

// @fact Where nothing is stated, an access token lives so long. (Auth0 docs, update access token
// lifetime; read 2026-11-23)
const DEFAULT_ACCESS_SECONDS = 86_400

/** Where the cap can be raised, for the fix. */
function capAt(subject: Subject, field: string): string {
  const { file, line } = placeInEnvironment(subject, `baseline.${field}`)
  return `\`baseline.${field}\` in \`${file}\`${line > 1 ? ` (line ${line})` : ''}`
}

function judgeApi(subject: Subject, { name, value, place, file }: Resource): readonly Finding[] {
  const cap = subject.project.environment.baseline.accessTokenSeconds
  const tooLong = (field: string, seconds: number): readonly Finding[] =>
    seconds <= cap
      ? []
      : [
          finding(
            ACCESS_TOKEN_TOO_LONG,
            place([field]),
            `\`${field}\` of \`${name}\` is \`${seconds}\` seconds, accepted are \`${cap}\``,
            `lower it in \`${file}\`, or raise ${capAt(subject, 'accessTokenSeconds')}`,
          ),
        ]
  return [
    ...tooLong('token_lifetime', numberOf(value.token_lifetime) ?? DEFAULT_ACCESS_SECONDS),
    ...tooLong('token_lifetime_for_web', numberOf(value.token_lifetime_for_web) ?? 0),
  ]
}

function judgeClient(subject: Subject, { name, value, place, file }: Resource): readonly Finding[] {
  if (!textsIn(value.grant_types).includes('refresh_token')) return []
  const cap = subject.project.environment.baseline.refreshTokenSeconds
  const settings = recordOf(value.refresh_token)
  const endless =
    settings.expiration_type !== 'expiring' || settings.infinite_token_lifetime === true
  const seconds = endless ? Number.POSITIVE_INFINITY : (numberOf(settings.token_lifetime) ?? 0)
  if (seconds <= cap) return []
  const found = endless ? 'without end' : `\`${seconds}\` seconds`
  return [
    finding(
      REFRESH_TOKEN_TOO_LONG,
      place(['refresh_token', fieldAtFault(settings)]),
      `\`refresh_token\` of \`${name}\` lives ${found}, accepted are \`${cap}\` seconds`,
      `state it in \`${file}\` with \`"expiration_type": "expiring"\`, or raise ${capAt(subject, 'refreshTokenSeconds')}`,
    ),
  ]
}

function fieldAtFault(settings: Readonly<Record<string, unknown>>): string {
  if (settings.expiration_type !== 'expiring') return 'expiration_type'
  return settings.infinite_token_lifetime === true ? 'infinite_token_lifetime' : 'token_lifetime'
}

function judgeSession(subject: Subject, { value, place, file }: Resource): readonly Finding[] {
  const cap = subject.project.environment.baseline.sessionHours
  const hours = numberOf(value.session_lifetime)
  if (hours !== null && hours <= cap) return []
  const found = hours === null ? 'is not stated' : `is \`${hours}\` hours`
  return [
    finding(
      SESSION_TOO_LONG,
      place(['session_lifetime']),
      `\`session_lifetime\` ${found}, accepted are \`${cap}\` hours`,
      `state it in \`${file}\`, or raise ${capAt(subject, 'sessionHours')}`,
    ),
  ]
}
