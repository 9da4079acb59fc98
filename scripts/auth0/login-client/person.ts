import { randomBytes } from 'node:crypto'

/** A made-up person of the journey. */
export type Person = {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** The password is made for this run; it satisfies Auth0's "excellent" policy. */
export const createPerson = (name: string, email: string): Person => ({
  name,
  email,
  password: `Aa1!${randomBytes(18).toString('base64url')}`,
})
