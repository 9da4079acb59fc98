import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { jsonSchemas } from '../check/json-schemas.ts'
import { FINDINGS_PAGE, renderFindingsPage } from '../check/render-findings-page.ts'
import { FACTS_PAGE, renderFactsPage } from '../facts/render-facts-page.ts'
import { ENGINE } from '../ground/engine.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { MATRIX_PAGE, renderMatrixPage } from '../journey/matrix/render-matrix-page.ts'
import { type Layout, layoutOf, pathIn } from '../project/layout.ts'
import { defineCommand } from './command.ts'

export const schema = defineCommand({
  name: 'schema',
  summary: 'write the JSON Schemas that editors complete by; in a clone, the pages in docs/ too',
  options: {},
  async run(_given, { root }) {
    const files = { ...schemasIn(layoutOf(root)), ...(root === ENGINE ? pages(root) : {}) }
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

const schemasIn = (layout: Layout): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(jsonSchemas()).map(([file, text]) => [pathIn(layout, file), text]),
  )

/** What is said of our own code, where that is. */
const pages = (root: string): Readonly<Record<string, string>> => ({
  [FINDINGS_PAGE]: renderFindingsPage(),
  [MATRIX_PAGE]: renderMatrixPage(),
  [FACTS_PAGE]: renderFactsPage(root),
})
