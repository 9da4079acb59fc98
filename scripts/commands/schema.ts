import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EXIT } from '../failures.ts'
import { jsonSchemas } from '../project/json-schemas.ts'
import type { Command } from './command.ts'

export const schema: Command = {
  name: 'schema',
  summary: 'write the JSON Schemas that editors complete rulebook and environments by',
  options: {},
  async run(_options, _words, { root, print }) {
    for (const [file, text] of Object.entries(jsonSchemas())) {
      await writeFile(join(root, file), text)
      print(`wrote ${file}`)
    }
    return EXIT.ok
  },
}
