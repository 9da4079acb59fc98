import type { Event } from '@auth0/actions/event-stream/v1'
import { expect, test } from 'vitest'
import { readChange } from '../../../actions/event-stream/read-change.ts'
import { ACME, ANN } from '../../builders/ids.ts'
import { aChangedUser, aRemovedMember } from '../../builders/run-drift.ts'

const member = { organization: { id: ACME }, user: { user_id: ANN } }
const someone = { person: ANN, organization: '' }
const someMember = { person: ANN, organization: ACME }

test.each<[string, Event, ReturnType<typeof readChange>]>([
  ['a changed person', aChangedUser(), someone],
  ['a deleted person', aChangedUser({ type: 'user.deleted' }), someone],
  ['a removed member', aRemovedMember(ACME), someMember],
  [
    'a role taken from a member',
    aRemovedMember(ACME, { type: 'organization.member.role.deleted' }),
    someMember,
  ],
  ['a person who is made', aChangedUser({ type: 'user.created' }), null],
  [
    'a member who is added',
    aChangedUser({ type: 'organization.member.added', data: { object: member } }),
    null,
  ],
  ['an organization', aChangedUser({ type: 'organization.deleted' }), null],
  ['a member in the form of a person', aChangedUser({ data: { object: member } }), null],
  [
    'a person in the form of a member',
    aRemovedMember(ACME, { data: { object: { user_id: ANN } } }),
    null,
  ],
  ['no data', aChangedUser({ data: null }), null],
  ['an object that is a text', aChangedUser({ data: { object: 'x' } }), null],
  ['an id that is no text', aChangedUser({ data: { object: { user_id: 7 } } }), null],
  ['an id that would be a path', aChangedUser({ data: { object: { user_id: '..' } } }), null],
  [
    'an organization that is no text',
    aRemovedMember(ACME, { data: { object: { organization: { id: 7 }, user: { user_id: ANN } } } }),
    someone,
  ],
  ['nothing at all', {} as Event, null],
])('%s', (_what, event, change) => {
  expect(readChange(event)).toEqual(change)
})
