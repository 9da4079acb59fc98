import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LARGEST_BUNDLE_BYTES } from '../../../scripts/bundle/bundle-laws.ts'
import { disarmRulebook } from '../../../scripts/bundle/disarm-rulebook.ts'
import { type StagedTenant, stageTenant } from '../../../scripts/bundle/stage-tenant.ts'
import { parseYaml, renderYaml } from '../../../scripts/project/tenant-folder/yaml-document.ts'
import { aProjectFolder, type Change, faultsOf } from '../../builders/a-project-folder.ts'
import { aYamlTenant, FOLDERS } from '../../builders/a-yaml-tenant.ts'
import { DRIFT_FILES } from '../../builders/drift-files.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { aDriftRulebook } from '../../builders/run-drift.ts'

const STRICT = 'tenant/environments/local-strict.json'
const GUARD = 'org-guard-event-stream'
const ACTION = `tenant/actions/${GUARD}.json`
const STREAM = 'tenant/event-streams/org-guard-drift.json'

const files: readonly Change[] = Object.entries(DRIFT_FILES).map(([file, value]) => [
  `tenant/${file}`,
  JSON.stringify(value),
])
/** In the environment with everything on, where bundles are largest. */
const environment = (mode: string, ceiling = 'enforce'): readonly Change[] => [
  [STRICT, ['overrides', 'drift'], { mode }],
  [STRICT, ['ceiling'], ceiling],
  [STRICT, ['secrets', 6], 'OG_DRIFT_CLIENT_ID'],
  [STRICT, ['secrets', 7], 'OG_DRIFT_CLIENT_SECRET'],
]
const stageWith = async (...changes: readonly Change[]): Promise<StagedTenant> =>
  stageTenant(await aProjectFolder(...changes), 'local-strict', NOON_MS, {})
const codes = ({ actions }: StagedTenant) =>
  Object.fromEntries(actions.map(({ name, sha256 }) => [name, sha256]))
const isStaged = async ({ folder }: StagedTenant): Promise<readonly boolean[]> => {
  const staged = await readdir(folder, { recursive: true })
  return [
    `actions/${GUARD}.json`,
    `actions/${GUARD}/code.js`,
    'event-streams/org-guard-drift.json',
  ].map((file) => staged.includes(file))
}

describe('where drift is on', () => {
  test('its Action and its stream are staged, within the laws, and the other bundles stay as they are', async () => {
    const plain = await stageWith()
    const drifting = await stageWith(...files, ...environment('enforce'))
    const { [GUARD]: hash, ...others } = codes(drifting)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(others).toEqual(codes(plain))
    expect(await isStaged(drifting)).toEqual([true, true, true])
    const guard = drifting.actions.find(({ name }) => name === GUARD)
    expect(Buffer.byteLength(guard?.code ?? '')).toBeLessThan(LARGEST_BUNDLE_BYTES)
  })

  test.each<[string, string, string]>([
    ['monitor', 'enforce', 'monitor'],
    ['enforce', 'enforce', 'enforce'],
    ['enforce', 'capture', 'monitor'],
    ['enforce', 'monitor', 'monitor'],
  ])('`%s` below the ceiling `%s` is baked as `%s`', async (mode, ceiling, baked) => {
    const { actions } = await stageWith(...files, ...environment(mode, ceiling))
    const code = actions.find(({ name }) => name === GUARD)?.code ?? ''
    const [, drift] = /\bdrift: (\{ mode: "\w+", revocation: \w+)/.exec(code) ?? []
    expect(drift).toBe(`{ mode: "${baked}", revocation: true`)
  })

  test('without its Action nothing would hear, and the build says so', async () => {
    const folder = await aProjectFolder(...environment('monitor'))
    const faults = await faultsOf(() => stageTenant(folder, 'local-strict', NOON_MS, {}))
    expect(faults).toMatchObject([
      { code: 'action_missing', message: expect.stringMatching(/`drift`/) },
    ])
  })

  test('disarmed, it tells and ends nothing', () => {
    const { hash, drift } = disarmRulebook(aDriftRulebook())
    expect(drift).toEqual({ ...aDriftRulebook().drift, mode: 'monitor' })
    expect(hash).not.toBe(aDriftRulebook().hash)
    const { drift: _off, ...without } = aDriftRulebook()
    expect(Object.keys(disarmRulebook(without))).not.toContain('drift')
  })
})

describe('where drift is off', () => {
  test('neither is staged, and everything else is as without them', async () => {
    const plain = await stageWith()
    const off = await stageWith(...files, ...environment('off'))
    expect(await isStaged(off)).toEqual([false, false, false])
    expect([codes(off), off.rulebookHash]).toEqual([codes(plain), plain.rulebookHash])
  })

  test('a stream of somebody else stays', async () => {
    const other = {
      name: 'other',
      destination: { type: 'action', configuration: { action_id: 'x' } },
    }
    const { folder } = await stageWith(...files, ...environment('off'), [
      'tenant/event-streams/other.json',
      JSON.stringify(other),
    ])
    expect(await readdir(join(folder, 'event-streams'))).toEqual(['other.json'])
  })

  test.each(['off', 'monitor'])('`%s` in one YAML file', async (mode) => {
    const tenant = parseYaml('', await aYamlTenant()).value as Record<string, unknown[]>
    const yaml = renderYaml({
      ...tenant,
      actions: [...(tenant.actions ?? []), DRIFT_FILES[`actions/${GUARD}.json`]],
      eventStreams: [DRIFT_FILES['event-streams/org-guard-drift.json']],
    })
    const gone: Change[] = FOLDERS.map((folder) => [folder, null])
    const { input } = await stageWith(...gone, ['tenant/tenant.yaml', yaml], ...environment(mode))
    const staged = parseYaml('', await readFile(input, 'utf8')).value as Record<string, unknown[]>
    const isIn = (list: unknown[] = []) => JSON.stringify(list).includes(GUARD)
    expect([isIn(staged.actions), isIn(staged.eventStreams)]).toEqual(Array(2).fill(mode !== 'off'))
  })
})

test('the files of this test are those of the docs', async () => {
  const docs = await readFile(new URL('../../../docs/your-tenant.md', import.meta.url), 'utf8')
  const blocks = [...docs.matchAll(/```json\n([\s\S]*?)```/g)].flatMap(([, text = '']) => {
    try {
      return [JSON.parse(text) as unknown]
    } catch {
      return []
    }
  })
  for (const file of [ACTION, STREAM]) {
    expect(blocks).toContainEqual(DRIFT_FILES[file.replace('tenant/', '')])
  }
})
