/**
 * What a stream may subscribe to.
 * @fact These are the types of events. (`EventStreamEventTypeEnum` of auth0 7.1.0; read 2026-12-01)
 */
export const EVENT_TYPES = [
  'connection.created',
  'connection.deleted',
  'connection.updated',
  'group.created',
  'group.deleted',
  'group.member.added',
  'group.member.deleted',
  'group.role.assigned',
  'group.role.deleted',
  'group.updated',
  'organization.connection.added',
  'organization.connection.removed',
  'organization.connection.updated',
  'organization.created',
  'organization.deleted',
  'organization.group.role.assigned',
  'organization.group.role.deleted',
  'organization.member.added',
  'organization.member.deleted',
  'organization.member.role.assigned',
  'organization.member.role.deleted',
  'organization.updated',
  'user.created',
  'user.deleted',
  'user.updated',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** Those that something in the local tenant sets off; all others can be subscribed to and never come. */
export const PUBLISHED_TYPES = [
  'organization.created',
  'organization.deleted',
  'organization.member.added',
  'organization.member.deleted',
  'organization.member.role.assigned',
  'organization.member.role.deleted',
  'organization.updated',
  'user.created',
  'user.deleted',
  'user.updated',
] as const satisfies readonly EventType[]
export type PublishedType = (typeof PUBLISHED_TYPES)[number]
