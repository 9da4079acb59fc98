import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { prepareStage } from '../../../scripts/bundle/prepare-stage.ts'
import { readActions } from '../../../scripts/check/action-source.ts'
import { FAMILIES } from '../../../scripts/check/families.ts'
import { readScripts } from '../../../scripts/check/script-source.ts'
import type { Subject } from '../../../scripts/check/subject.ts'
import { loadProject } from '../../../scripts/project/load-project.ts'
import { parseTenantFolder } from '../../../scripts/project/tenant-folder/tenant-folder.ts'
import { readTenantTexts } from '../../../scripts/project/tenant-folder/tenant-texts.ts'
import { NOW_MS } from './a-case.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

let subject: Subject
beforeAll(async () => {
  const project = await loadProject(ROOT, 'local')
  const texts = await readTenantTexts(ROOT)
  const folder = parseTenantFolder(texts, {})
  const stage = await prepareStage(project, texts, NOW_MS)
  const actions = await readActions(project, texts, folder, stage.actions)
  const scripts = await readScripts(folder, texts)
  const ours = new Map()
  const rest = { nowMs: NOW_MS, secrets: {}, demandSecrets: true, keyIdsOfRun: [] }
  subject = { project, texts, folder, actions, scripts, ours, refusals: stage.faults, ...rest }
})

/** Puts `value` at some place of the JSON that `steps` leads to. */
function plant(json: unknown, steps: readonly number[], value: unknown): unknown {
  const [step, ...rest] = steps
  if (step === undefined || typeof json !== 'object' || json === null) return value
  const keys = Object.keys(json)
  const key = keys[step % keys.length]
  if (key === undefined) return value
  const inner = plant((json as Record<string, unknown>)[key], rest, value)
  return Array.isArray(json)
    ? json.map((one, index) => (String(index) === key ? inner : one))
    : { ...json, [key]: inner }
}

test('no JSON in the tenant folder makes a family throw', () => {
  const files = [...subject.texts.files].filter(([file]) => file.endsWith('.json'))
  fc.assert(
    fc.property(
      fc.nat(),
      fc.array(fc.nat(), { maxLength: 4 }),
      fc.jsonValue({ maxDepth: 2 }),
      (file, steps, value) => {
        const [path = '', text = ''] = files[file % files.length] ?? []
        const planted = JSON.stringify(plant(JSON.parse(text), steps, value), null, 2)
        const texts = { ...subject.texts, files: new Map(subject.texts.files).set(path, planted) }
        const changed = { ...subject, texts, folder: parseTenantFolder(texts, {}) }
        for (const found of FAMILIES.flatMap((family) => family.look(changed))) {
          const where = [typeof found.file, found.line >= 1, found.message.includes('undefined')]
          expect(where).toEqual(['string', true, false])
        }
      },
    ),
    { numRuns: 300, seed: 20261123 },
  )
})
