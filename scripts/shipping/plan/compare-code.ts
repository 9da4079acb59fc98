import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import { isDisarmed } from '../../bundle/disarm-rulebook.ts'
import { printableValue } from '../../ground/printing/printable.ts'
import { sha256 } from '../../ground/sha256.ts'
import type { CodeChange } from './plan.ts'
import { unfoldLines } from './unfold-lines.ts'

/**
 * Null when the bytes are the same. A disarmed Action is compared by its hash alone: every setting of
 * it differs, and on purpose.
 */
export function compareCode(name: string, before: string | null, after: string): CodeChange | null {
  if (before === after) return null
  // A name must not end the line that it stands in.
  const file = `${printableValue(name)}.js`
  const diff =
    before === null || isDisarmed(before)
      ? ''
      : (createTwoFilesPatch(
          `deployed/${file}`,
          `git/${file}`,
          unfoldLines(before),
          unfoldLines(after),
          '',
          '',
          { context: 3, maxEditLength: 4000, headerOptions: FILE_HEADERS_ONLY },
        ) ?? '')
  return { before: before === null ? null : sha256(before), after: sha256(after), diff }
}
