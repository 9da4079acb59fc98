/**
 * Keeps what this process reads within one folder. A tenant folder names files of its own, such as the
 * scripts of a database: the Deploy CLI warns of a path that leads out of the folder, and reads it all the
 * same, so that any file of the machine, `/proc/<pid>/environ` too, could be written into the tenant.
 * Installed before the Deploy CLI is loaded, whose copies of these functions are then confined too.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const READS = [
  'readFile',
  'readFileSync',
  'open',
  'openSync',
  'createReadStream',
  'copyFile',
  'copyFileSync',
  'cp',
  'cpSync',
  'openAsBlob',
]
const PROMISED_READS = ['readFile', 'open', 'copyFile', 'cp']

const ENGINE = fs.realpathSync(path.dirname(fileURLToPath(import.meta.url)))
let within = null

/** @param folder the only one, beside packages and this program, of which files are read from now on */
export function readWithin(folder) {
  within = fs.realpathSync(folder)
}

export function confineReads() {
  for (const name of READS) confine(fs, name)
  for (const name of PROMISED_READS) confine(fs.promises, name)
  syncBuiltinESMExports()
}

function confine(owner, name) {
  const read = owner[name]
  if (read === undefined) return
  owner[name] = function confined(file, ...rest) {
    assertWithin(file)
    return read.call(this, file, ...rest)
  }
}

function assertWithin(file) {
  // One that is open already was asked for by its path.
  if (typeof file === 'number' || within === null) return
  const asked = file instanceof URL ? fileURLToPath(file) : String(file)
  const real = realPath(asked)
  const isOwn = [within, ENGINE].some((root) => real.startsWith(root + path.sep))
  if (isOwn || real.split(path.sep).includes('node_modules')) return
  throw new Error(`\`${asked}\` is not in the tenant folder, and is not read`)
}

/** Of what is not there, the path as it was asked for: nothing is read from it. */
function realPath(file) {
  try {
    return fs.realpathSync(file)
  } catch {
    return path.resolve(file)
  }
}
