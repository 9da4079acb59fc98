import { type Lines, lines } from '../../ground/printing/lines.ts'
import { renderTable } from '../../ground/printing/render-table.ts'
import {
  type DiffReport,
  type EnvironmentDiff,
  isProven,
  type MomentDiff,
  rowsIn,
} from './diff-report.ts'
import { EDIT_HEADING, toldEdits } from './told-edits.ts'
import {
  isShown,
  NEVER_ASKED,
  ROW_HEADING,
  toldCounts,
  toldDeclared,
  toldEvidence,
  toldLeftOut,
  toldRow,
  toldUnshown,
} from './told-row.ts'

/** All of it, for a terminal. */
export const renderDiff = (report: DiffReport): Lines =>
  lines(
    `from ${report.base} to ${report.head}`,
    ...report.environments.map(renderEnvironment),
    '',
    ...renderEdits(report),
    ...toldDeclared(report),
    ...report.notes.map((note) => `note: ${note}`),
    ...[...toldLeftOut(report), ...NEVER_ASKED].map((what) => `not asked: ${what}`),
    toldEvidence(rowsIn(report)),
    `${toldCounts(report.environments)}: ${isProven(report) ? 'proven for what was asked' : 'not proven'}`,
  )

function renderEnvironment({ environment, moments, unproven }: EnvironmentDiff): Lines {
  const isSame = moments.length === 0 && unproven.length === 0
  return lines(
    '',
    isSame ? `${environment}: the same guards` : environment,
    ...moments.map(renderMoment),
    ...unproven.map((why) => `not proven: ${why}`),
  )
}

function renderMoment({ moment, asked, rows }: MomentDiff): Lines {
  const shown = rows.filter(isShown)
  const unshown = toldUnshown(rows)
  const what = rows.length === 0 ? 'and answered alike' : 'and these are answered otherwise'
  return lines(
    `${moment}: ${asked} questions were put to both, ${what}`,
    ...(shown.length === 0
      ? []
      : [
          renderTable([
            ROW_HEADING,
            ...shown.map((row) => Object.values(toldRow({ ...row, moment }))),
          ]),
        ]),
    ...(unshown === null ? [] : [unshown]),
  )
}

/** Every edit of the change, those that let somebody in first. */
function renderEdits(report: DiffReport): readonly (Lines | string)[] {
  const edits = toldEdits(report)
  return edits.length === 0
    ? []
    : [
        renderTable([
          EDIT_HEADING,
          ...edits.map(({ isIdle: _isIdle, ...cells }) => Object.values(cells)),
        ]),
        '',
      ]
}
