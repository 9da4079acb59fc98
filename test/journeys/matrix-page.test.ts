import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CATALOGUE, type PolicyId } from '../../policies/catalogue.ts'
import { expectedCells } from '../../scripts/journey/matrix/expected-cells.ts'
import { isRefusedBy } from '../../scripts/journey/matrix/matrix-cell.ts'
import { MATRIX_DOOR_NAMES } from '../../scripts/journey/matrix/matrix-doors.ts'
import type { MatrixRow } from '../../scripts/journey/matrix/matrix-row.ts'
import { MATRIX_ROWS } from '../../scripts/journey/matrix/matrix-rows.ts'
import { MATRIX_PAGE, renderMatrixPage } from '../../scripts/journey/matrix/render-matrix-page.ts'
import { ROOT } from '../builders/a-checkout.ts'

const rowOf = (wanted: string): MatrixRow => {
  const row = MATRIX_ROWS.find(({ name }) => name === wanted)
  if (row === undefined) throw new Error(`the matrix has no row \`${wanted}\``)
  return row
}

test('docs/matrix.md is what `npm run schema` would write', async () => {
  expect(await readFile(join(ROOT, MATRIX_PAGE), 'utf8')).toBe(renderMatrixPage())
})

/** No door asks about a change of a profile. */
const OF_DOORS = CATALOGUE.flatMap(({ id, moment }): readonly PolicyId[] =>
  moment === 'profile-change' ? [] : [id],
)

test.each(OF_DOORS)(
  '%s refuses at a door that lets the same person in when nothing is wrong',
  (policy) => {
    const [wrong, fine] = [expectedCells(rowOf(policy)), expectedCells(rowOf('nothing'))]
    const refusing = MATRIX_DOOR_NAMES.filter((door) => isRefusedBy(wrong[door].cell, policy))
    expect(refusing).not.toEqual([])
    expect(refusing.map((door) => fine[door].cell)).toEqual(refusing.map(() => 'admitted'))
  },
)

test.each(MATRIX_ROWS)('$name has one answer for every door', (row) => {
  expect(Object.keys(expectedCells(row))).toEqual(MATRIX_DOOR_NAMES)
})

test.each<[string, MatrixRow['expected'], string]>([
  ['a door is missing', [], 'row `nothing` has 0 answers for `code`'],
  [
    'a door has two answers',
    [
      ['admitted', MATRIX_DOOR_NAMES, ''],
      ['-', ['code'], ''],
    ],
    'row `nothing` has 2 answers for `code`',
  ],
])('a table is refused where %s', (_what, expected, message) => {
  expect(() => expectedCells({ ...rowOf('nothing'), expected })).toThrow(message)
})
