import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Absolute path of the folder that our own `scripts/` are in: a clone, or wherever npm has put the
 * package. What a team owns is elsewhere, see `Surroundings.root`.
 */
export const ENGINE = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The program of the command line, as another process starts it. */
export const PROGRAM = join(ENGINE, 'scripts/org-guard.mjs')

const PACKED = join(ENGINE, 'sources')

/**
 * The folder of the `actions/` and `policies/` that Actions are bundled from. A package has them in a
 * folder of their own: beside the JavaScript that back ends import, a compiler would take them for it.
 */
export const SOURCES = existsSync(PACKED) ? PACKED : ENGINE
