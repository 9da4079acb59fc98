import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import { type Lines, lines } from '../ground/printing/lines.ts'
import type { Addition } from './addition.ts'

/** As a diff; a file of our own making is told by its name, and can be read where it is written. */
export const renderAdditions = (additions: readonly Addition[]): Lines =>
  lines(...additions.flatMap(renderAddition))

function renderAddition(addition: Addition): readonly string[] {
  const { file, before, after } = addition
  if (before === null && isGenerated(file)) return [`new file ${file}, generated`]
  const patch = createTwoFilesPatch(
    before === null ? '/dev/null' : file,
    file,
    before ?? '',
    after,
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY },
  )
  return patch.trimEnd().split('\n')
}

const isGenerated = (file: string): boolean => /\.schema\.json$|\.ids\.json$/.test(file)
