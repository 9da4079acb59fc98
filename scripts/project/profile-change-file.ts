import { z } from 'zod'
import { settingsOf } from '../../policies/catalogue.ts'
import { PROFILE_FIELDS } from '../../policies/profile-change/profile-field.ts'
import { Name, never, ROLLOUT } from './rulebook-names.ts'

const Fields = z.array(z.enum(PROFILE_FIELDS))
/** A key of `user_metadata`; not one that would look like a record of the guard. */
const AttributeName = z
  .string()
  .regex(/^(?!og_)[A-Za-z]\w{0,63}$/, 'a plain name, not of the guard')
const { profileChange: defaults } = settingsOf('profile-change')

/** What people and administrators may change. A rulebook that says nothing of it is whole. */
export const ProfileChangeFile = z
  .strictObject({
    ...ROLLOUT,
    mode: ROLLOUT.mode.default('enforce'),
    clients: never('profile-change', 'clients'),
    connections: never('profile-change', 'connections'),
    self: Fields.default([...defaults.self]).describe(
      'what people may change of themselves; what their identity provider owns stays closed',
    ),
    administrator: Fields.default([...defaults.administrator]).describe(
      'what an administrator of their organization may; beyond `attribute` and `password` only of those who are members of no other',
    ),
    attributes: z
      .record(Name, z.array(AttributeName).max(50))
      .default({})
      .describe('keys of user_metadata that `attribute` stands for, by client name'),
  })
  .prefault({})
