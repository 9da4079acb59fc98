import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fact, factsIn } from './facts-in.ts'

const ROOMS = ['actions', 'policies', 'scripts']

/** All facts of the source, file by file. */
export const readFacts = (root: string): readonly Fact[] =>
  ROOMS.flatMap((room) => filesBelow(root, room)).flatMap(
    (file) => factsIn(file, readFileSync(join(root, file), 'utf8')).facts,
  )

function filesBelow(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return filesBelow(root, path)
      return /\.(?:ts|mjs|cjs)$/.test(entry.name) ? [path] : []
    })
}
