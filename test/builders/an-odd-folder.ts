import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What people call folders and what URLs, shells and options of Node read as something else. */
export const ODD_NAME = "it's 100% #1 ü, "

/** A new folder for a checkout, a tenant folder or a file of an option. @returns its real path */
export const anOddFolder = (): string =>
  realpathSync(mkdtempSync(join(tmpdir(), `org-guard ${ODD_NAME}`)))
