import type { Delegate } from '../policies/login/facts.ts'
import { readPeopleList } from './people-list.ts'

/** The secret `OG_DELEGATES`: people who may act for the members of an organization. */
export const readDelegates = (
  secret: unknown,
  nowMs: number,
  longestMs: number,
): readonly Delegate[] =>
  readPeopleList(secret, nowMs, longestMs).map(({ user, organization, untilMs }) => ({
    actor: user,
    organization,
    untilMs,
  }))
