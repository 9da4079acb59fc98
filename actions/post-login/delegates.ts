import type { Delegate } from '../../policies/login/facts.ts'
import { readPeopleList } from './people-list.ts'

/**
 * The secret `OG_DELEGATES`: people who may act for the members of an organization. An entry without
 * one names nobody; neither does one that says when the delegate's account was made, because no login
 * shows that of whoever acts.
 */
export const readDelegates = (
  secret: unknown,
  nowMs: number,
  longestMs: number,
): readonly Delegate[] =>
  readPeopleList(secret, nowMs, longestMs).flatMap(
    ({ user, organization, createdAtMs, untilMs }) =>
      organization === null || createdAtMs !== null ? [] : [{ actor: user, organization, untilMs }],
  )
