import type { Event } from '@auth0/actions/event-stream/v1'
import { readText } from '../reading/read-text.ts'

/** Who may have changed. What an event says beside that is old news, and may come in any order. */
export type Change = {
  readonly person: string
  /** The organization that it is about; empty where it is about none. */
  readonly organization: string
}

/**
 * Those after which somebody may be refused who was admitted before.
 * @fact These are the types of events, and where their payloads name people and organizations.
 * (Auth0's schema of event streams; read 2026-08-20)
 */
const ABOUT_PEOPLE: ReadonlySet<string> = new Set(['user.updated', 'user.deleted'])
const ABOUT_MEMBERS: ReadonlySet<string> = new Set([
  'organization.member.deleted',
  'organization.member.role.deleted',
])

/** Null for an event that takes nothing from anybody, or names nobody. Never throws. */
export function readChange({ message }: Event): Change | null {
  const object = recordIn(message?.data, 'object')
  const person = ABOUT_PEOPLE.has(message?.type)
    ? readText(object.user_id)
    : ABOUT_MEMBERS.has(message?.type)
      ? readText(recordIn(object, 'user').user_id)
      : ''
  // Every user id names its provider; `..` would ask for everybody's.
  if (!person.includes('|')) return null
  return { person, organization: readText(recordIn(object, 'organization').id) }
}

type Fields = Readonly<Record<string, unknown>>

function recordIn(value: unknown, key: string): Fields {
  const member: unknown = (value as Fields | null | undefined)?.[key]
  return typeof member === 'object' && member !== null ? (member as Fields) : {}
}
