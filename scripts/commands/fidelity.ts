import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EXIT } from '../ground/failures.ts'
import type { Command } from './command.ts'
import { renderFidelityPage } from './render-fidelity-page.ts'

export const FIDELITY_FILE = 'scripts/local-tenant/FIDELITY.md'

export const fidelity: Command = {
  name: 'fidelity',
  summary: 'write the table of how true the local tenant is to Auth0',
  options: {
    check: { type: 'boolean', description: 'write nothing; exit 3 when the table is stale' },
  },
  async run(options, _words, { root, print }) {
    const file = join(root, FIDELITY_FILE)
    const text = renderFidelityPage()
    const isStale = (await readFile(file, 'utf8').catch(() => '')) !== text
    if (options.check === true) {
      if (isStale) print(`\`${FIDELITY_FILE}\` is stale: run \`npm run fidelity\``)
      return isStale ? EXIT.differences : EXIT.ok
    }
    await writeFile(file, text)
    print(`${FIDELITY_FILE} ${isStale ? 'written' : 'was up to date'}`)
    return EXIT.ok
  },
}
