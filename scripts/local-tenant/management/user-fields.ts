import { z } from 'zod'
import type { JsonObject } from '../store.ts'
import { emailAddress, jsonObject } from './body.ts'

// @fact `app_metadata` may not have these names. (Auth0 docs, metadata field names and data types;
// read 2026-11-22)
const FORBIDDEN_APP_METADATA = [
  '__tenant',
  '_id',
  'blocked',
  'clientID',
  'created_at',
  'email_verified',
  'email',
  'globalClientID',
  'global_client_id',
  'identities',
  'lastIP',
  'lastLogin',
  'loginsCount',
  'metadata',
  'multifactor_last_modified',
  'multifactor',
  'updated_at',
  'user_id',
]

const app_metadata = jsonObject.superRefine((metadata: JsonObject, context) => {
  const forbidden = FORBIDDEN_APP_METADATA.filter((key) => Object.hasOwn(metadata, key))
  if (forbidden.length === 0) return
  context.addIssue({ code: 'custom', message: `Forbidden keys: ${forbidden.join(', ')}` })
})

/** What POST and PATCH `/users` have in common. */
export const profileFields = {
  email: emailAddress("The user's email").optional(),
  phone_number: z
    .string()
    .regex(/^\+[0-9]{1,15}$/)
    .optional(),
  username: z.string().min(1).max(128).optional(),
  email_verified: z.boolean().optional(),
  phone_verified: z.boolean().optional(),
  blocked: z.boolean().optional(),
  given_name: z.string().min(1).max(150).optional(),
  family_name: z.string().min(1).max(150).optional(),
  name: z.string().min(1).max(300).optional(),
  nickname: z.string().min(1).max(300).optional(),
  picture: z.url().optional(),
  app_metadata: app_metadata.optional(),
  user_metadata: jsonObject.optional(),
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

export function withoutUndefined<T extends object>(value: T): Defined<T> {
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
  return Object.fromEntries(entries) as Defined<T>
}
