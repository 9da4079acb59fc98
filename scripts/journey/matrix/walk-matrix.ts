import { openReference } from '../../../actions/records/reference.ts'
import type { DoorAnswer } from '../../auth0/login-client/outcome.ts'
import { ACCOUNT_DOORS } from './account-doors.ts'
import type { Arrangement } from './arrangement.ts'
import { BROWSER_DOORS } from './browser-doors.ts'
import type { Estate } from './estate.ts'
import { expectedCells } from './expected-cells.ts'
import { MATRIX_DOOR_NAMES, type MatrixDoor } from './matrix-doors.ts'
import type { MatrixRow, MatrixRowName } from './matrix-row.ts'
import { MATRIX_ROWS } from './matrix-rows.ts'
import { openStage, type Stage } from './stage.ts'
import { TOKEN_DOORS } from './token-doors.ts'
import type { Visit } from './visit.ts'

/** One cell: what the door had to answer, and what it did. */
export type WalkedCell = {
  readonly row: MatrixRowName
  readonly door: MatrixDoor
  readonly expected: string
  readonly seen: string
}

export const isCellAsExpected = ({ expected, seen }: WalkedCell): boolean => expected === seen

/** Which part of the matrix is walked; all of it when absent. */
export type MatrixPart = {
  readonly rows?: readonly MatrixRowName[]
  readonly doors?: readonly MatrixDoor[]
}

const DOORS: Readonly<Record<MatrixDoor, (stage: Stage) => Promise<Visit>>> = {
  ...BROWSER_DOORS,
  ...TOKEN_DOORS,
  ...ACCOUNT_DOORS,
}
/** People of one row who are under way at once. */
const AT_ONCE = 4

/**
 * Row by row: people are let in, something goes wrong, and they come again. Every cell is read from
 * what the application or the person was told; nobody looks into the tenant.
 */
export async function walkMatrix(
  estate: Estate,
  { rows, doors = MATRIX_DOOR_NAMES }: MatrixPart = {},
  onRow: (row: MatrixRowName) => void = () => {},
): Promise<readonly WalkedCell[]> {
  const cells: WalkedCell[] = []
  for (const row of MATRIX_ROWS) {
    if (rows !== undefined && !rows.includes(row.name)) continue
    onRow(row.name)
    cells.push(...(await walkRow(estate, row, doors)))
  }
  return cells
}

async function walkRow(
  estate: Estate,
  row: MatrixRow,
  doors: readonly MatrixDoor[],
): Promise<readonly WalkedCell[]> {
  const expected = expectedCells(row)
  const open = doors.filter((door) => expected[door].cell !== '-')
  if (open.length === 0) return []
  const { arrangement = {} } = row
  const { organization = 'acme' } = arrangement
  const stage = await openStage(estate, row.name, organization)
  const visits = await eachOf(open, (door) => prepare(stage, door, arrangement))
  const undo = await arrangement.tenant?.(stage)
  const seen = await eachOf(visits, async (visit) =>
    visit instanceof Error ? `failed: ${visit.message}` : toCell(estate, await visit()),
  )
  await undo?.()
  stage.close()
  return open.map((door, index) => ({
    row: row.name,
    door,
    expected: expected[door].cell,
    seen: seen[index] ?? '',
  }))
}

type Step = () => Promise<DoorAnswer>

/** Up to the door, and with everything that happens to the person before it. */
async function prepare(
  stage: Stage,
  door: MatrixDoor,
  { person }: Arrangement,
): Promise<Step | Error> {
  try {
    const { visitor, enter } = await DOORS[door](stage)
    const arranged = (await person?.(stage.estate, visitor)) ?? visitor
    return async () => enter(arranged).catch(toBreakdown)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const toBreakdown = (error: unknown): DoorAnswer => ({
  kind: 'refused',
  error: 'broken',
  description: error instanceof Error ? error.message : String(error),
})

/** Support's reading of a refusal: our reason, if it carries our reference. */
function toCell({ scene }: Estate, answer: DoorAnswer): string {
  if (answer.kind === 'admitted') return 'admitted'
  const reference = openReference(answer.description, scene.keys)
  if (reference !== null) return `${reference.reason} by ${reference.policy}`
  const isOurs = answer.error === 'broken'
  return isOurs ? `failed: ${answer.description}` : `native: ${answer.error}`
}

async function eachOf<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as Item)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}
