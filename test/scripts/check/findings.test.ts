import { expect, test } from 'vitest'
import { ALL_RULES } from '../../../scripts/check/all-rules.ts'
import { askDeployCli } from '../../../scripts/check/ask-deploy-cli.ts'
import { checkProject } from '../../../scripts/check/check-project.ts'
import { type Case, NOW_MS } from './a-case.ts'
import { aProject } from './a-project.ts'
import { ACTION_CASES } from './cases/actions.ts'
import { CUSTODY_CASES } from './cases/custody.ts'
import { DRIFT_CASES } from './cases/drift.ts'
import { FILE_CASES } from './cases/files.ts'
import { LOAD_CASES } from './cases/load.ts'
import { NAME_CASES } from './cases/names.ts'
import { PLATFORM_CASES } from './cases/platform.ts'
import { READING_CASES } from './cases/reading.ts'
import { REFUSED_CASES } from './cases/refused.ts'
import { SECRET_CASES } from './cases/secrets.ts'
import { SETTING_CASES } from './cases/settings.ts'
import { WAIVER_CASES } from './cases/waivers.ts'
import { YAML_CASES } from './cases/yaml.ts'

const CASES: readonly Case[] = [
  ...FILE_CASES,
  ...READING_CASES,
  ...REFUSED_CASES,
  ...NAME_CASES,
  ...SECRET_CASES,
  ...ACTION_CASES,
  ...SETTING_CASES,
  ...LOAD_CASES,
  ...CUSTODY_CASES,
  ...DRIFT_CASES,
  ...WAIVER_CASES,
  ...PLATFORM_CASES,
  ...YAML_CASES,
]

test.concurrent.for(CASES)('$what', async (one, { expect }) => {
  const { changes, found, environments, secrets, demandSecrets, nowMs } = one
  const project = await aProject(changes)
  try {
    const { findings } = await checkProject({
      root: project.root,
      environmentNames: environments ?? ['local'],
      areAllEnvironments: true,
      nowMs: nowMs ?? NOW_MS,
      secrets: secrets ?? {},
      demandSecrets: demandSecrets ?? false,
      askDeployCli: one.asksDeployCli === true ? askDeployCli : null,
    })
    const expected = await Promise.all(
      found.map(async ([id, file, onLine]) => ({
        id,
        file,
        line: typeof onLine === 'number' ? onLine : await project.lineOf(file, onLine),
      })),
    )
    const open = findings.filter(({ waiver }) => waiver === null)
    expect(open.map(({ id, file, line }) => ({ id, file, line }))).toEqual(expected)
    for (const { message, fix } of open) {
      expect([message, fix].filter((text) => /hunter2|undefined|NaN|\bnull\b/.test(text))).toEqual(
        [],
      )
    }
  } finally {
    await project.remove()
  }
})

test('everything that can be found is found in some case', () => {
  const found = new Set(CASES.flatMap((one) => one.found.map(([id]) => id)))
  expect(ALL_RULES.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([])
})

test('ids are permanent names: snake case, each once', () => {
  const ids = ALL_RULES.map(({ id }) => id)
  expect(
    ids.filter((id, index) => !/^[a-z]+(_[a-z]+)+$/.test(id) || ids.indexOf(id) < index),
  ).toEqual([])
})
