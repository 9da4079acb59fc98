import { z } from 'zod'

/** It begins at midnight UTC. */
export const A_DAY = 'a calendar day such as `2027-03-01`'
export const Day = z.iso.date().describe(A_DAY)

export const Team = z
  .string()
  .regex(/^@?[a-z0-9][a-z0-9-]*(\/[a-z0-9-]+)?$/)
  .describe('a team handle, never a person')

/** Whatever is let through on purpose: by whom, why, and until when. */
export const Accountable = {
  owner: Team,
  reason: z.string().min(10).describe('why, in a sentence that still says it in a year'),
  expires: Day,
}
