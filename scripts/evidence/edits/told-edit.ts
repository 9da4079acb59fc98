import { dotted } from '../../ground/parse-json-file.ts'
import type { ToldEdit } from '../report/diff-report.ts'
import type { Edit } from './list-edits.ts'

const LONGEST = 120

/** An edit as values, for a report. */
export const toldEdit = (edit: Edit): Omit<ToldEdit, 'isTried'> => ({
  file: edit.file,
  line: edit.line,
  member: dotted(edit.path),
  ...valuesOf(edit),
})

function valuesOf(edit: Edit): Pick<ToldEdit, 'before' | 'after'> {
  switch (edit.kind) {
    case 'set':
      return { before: told(edit.before), after: told(edit.after) }
    case 'added':
      return { before: null, after: told(edit.member) }
    case 'removed':
      return { before: told(edit.member), after: null }
  }
}

function told(value: unknown): string | null {
  if (value === undefined) return null
  const text = JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
