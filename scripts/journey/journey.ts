import type { LoginOutcome } from '../auth0/login-client/outcome.ts'
import { createAdministrator } from './administrator.ts'
import { createDoors, type Walk } from './guide.ts'
import type { Scene } from './scene.ts'
import { walkBlocked } from './walk-blocked.ts'
import { walkInvited } from './walk-invited.ts'
import { walkMachine } from './walk-machine.ts'
import { walkSuspended } from './walk-suspended.ts'
import { walkWithoutOrganization } from './walk-without-organization.ts'

/** One row of the journey: who came to which door, what had to happen, and what did. */
export type JourneyRow = {
  readonly door: string
  readonly person: string
  readonly story: string
  readonly expected: LoginOutcome
  readonly seen: LoginOutcome
}

export const isAsExpected = ({ expected, seen }: JourneyRow): boolean =>
  JSON.stringify(expected) === JSON.stringify(seen)

/**
 * Walks people through the tenant's doors, as applications, administrators and strangers do, and
 * says for every step what was expected and what was seen. A step that breaks is a row, not an end.
 */
export async function walkJourney(
  scene: Scene,
  onRow: (row: JourneyRow) => void,
): Promise<readonly JourneyRow[]> {
  const rows: JourneyRow[] = []
  const walk: Walk = async (...told) => {
    const row = await walkStep(...told)
    rows.push(row)
    onRow(row)
  }
  const guide = { ...createDoors(scene), admin: createAdministrator(scene), scene, walk }
  await walkInvited(guide)
  await walkBlocked(guide)
  await walkSuspended(guide)
  await walkWithoutOrganization(guide)
  await walkMachine(guide)
  return rows
}

/** One step; one that breaks is a row too. */
export const walkStep = async (
  ...[door, person, story, expected, step]: Parameters<Walk>
): Promise<JourneyRow> => ({ door, person, story, expected, seen: await step().catch(toFailure) })

const toFailure = (error: unknown): LoginOutcome => ({
  decision: 'failed',
  reason: error instanceof Error ? error.message : String(error),
  policy: '',
  remark: '',
})
