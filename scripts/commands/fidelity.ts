import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ENGINE } from '../ground/engine.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { defineCommand } from './command.ts'
import { flag } from './options.ts'
import { renderFidelityPage } from './render-fidelity-page.ts'

export const FIDELITY_FILE = 'scripts/local-tenant/FIDELITY.md'

export const fidelity = defineCommand({
  name: 'fidelity',
  summary: 'write the table of how true the local tenant is to Auth0',
  options: { check: flag('write nothing; exit 3 when the table is stale') },
  async run({ check }) {
    const file = join(ENGINE, FIDELITY_FILE)
    const page = renderFidelityPage()
    const isStale = (await readFile(file, 'utf8').catch(() => '')) !== page
    const json = { file: FIDELITY_FILE, isStale }
    if (check && isStale) {
      const text = lines(`\`${FIDELITY_FILE}\` is stale: run \`npm run fidelity\``)
      return { exit: EXIT.differences, json, text }
    }
    if (!check) await writeFile(file, page)
    const text = lines(`${FIDELITY_FILE} ${isStale ? 'written' : 'was up to date'}`)
    return { exit: EXIT.ok, json, text }
  },
})
