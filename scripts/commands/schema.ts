import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { jsonSchemas } from '../check/json-schemas.ts'
import { FINDINGS_PAGE, renderFindingsPage } from '../check/render-findings-page.ts'
import { FACTS_PAGE, renderFactsPage } from '../facts/render-facts-page.ts'
import { EXIT } from '../ground/failures.ts'
import { lines } from '../ground/printing/lines.ts'
import { MATRIX_PAGE, renderMatrixPage } from '../journey/matrix/render-matrix-page.ts'
import { defineCommand } from './command.ts'

export const schema = defineCommand({
  name: 'schema',
  summary: 'write what is generated: the JSON Schemas that editors complete by, and pages in docs/',
  options: {},
  async run(_given, { root }) {
    const files = {
      ...jsonSchemas(),
      [FINDINGS_PAGE]: renderFindingsPage(),
      [MATRIX_PAGE]: renderMatrixPage(),
      [FACTS_PAGE]: renderFactsPage(root),
    }
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, file)), { recursive: true })
      await writeFile(join(root, file), text)
    }
    const written = Object.keys(files)
    return {
      exit: EXIT.ok,
      json: { written },
      text: lines(...written.map((file) => `wrote ${file}`)),
    }
  },
})
