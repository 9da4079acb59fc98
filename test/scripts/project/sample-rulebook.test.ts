import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { CATALOGUE } from '../../../policies/catalogue.ts'
import { type Mode, modesOf } from '../../../policies/mode.ts'
import { bakeRulebook } from '../../../scripts/project/bake-rulebook.ts'
import { loadProject } from '../../../scripts/project/load-project.ts'
import { aProjectFolder } from '../../builders/a-project-folder.ts'
import { NOON_MS } from '../../builders/noon.ts'

/** What the README says of the sample, by policy. */
async function toldByReadme(): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| (`[^|]+`) \| [^|]+ \| (\w+) \|$/gm)]
  return Object.fromEntries(
    rows.flatMap(([, policies = '', told = '']) =>
      [...policies.matchAll(/`([^`]+)`/g)].map(([, id = '']) => [id, told]),
    ),
  )
}

const WORDS: Readonly<Record<Mode, string>> = {
  off: 'off',
  monitor: 'watched',
  capture: 'watched',
  enforce: 'on',
}

test('the README says of each policy what the sample does with it', async () => {
  const project = await loadProject(await aProjectFolder(), 'local')
  const { rulebook, profileChange } = bakeRulebook(project, NOON_MS)
  const { login, signup, passwordReset, machineToken } = rulebook
  const rollouts = Object.assign(
    {},
    ...[login, signup, passwordReset, machineToken, profileChange].map(({ rollout }) => rollout),
  ) as Readonly<Record<string, Parameters<typeof modesOf>[0]>>
  const seen = Object.entries(rollouts).map(([id, rollout]) => {
    const isSame = modesOf(rollout).every((mode) => mode === rollout.mode)
    return [id, isSame ? WORDS[rollout.mode] : 'partly']
  })
  expect(Object.fromEntries(seen)).toEqual(await toldByReadme())
  // Nobody switches the guard's own one off.
  const others = CATALOGUE.map(({ id }) => id).filter((id) => id !== 'runtime-guard')
  expect(Object.keys(rollouts).sort()).toEqual([...others].sort())
})

// Whoever copies the sample gets what its owner would decide: weaker than these is a decision of theirs.
test('the sample refuses, or at least watches, who comes by another way than they were let in', async () => {
  const { policies } = (await loadProject(await aProjectFolder(), 'local')).rulebook
  expect({
    source: [policies['source-domain'].mode, policies['source-domain'].unlisted],
    newcomers: policies['email-lock'].newcomers,
    identity: [policies['identity-lock'].mode, policies['identity-lock'].linked],
    identifier: policies['identifier-lock'].mode,
    delegation: policies.delegation.mode,
    operators: policies['signup-gate'].operators,
  }).toEqual({
    source: ['enforce', 'refuse'],
    newcomers: 'vouched',
    identity: ['monitor', 'same-address'],
    identifier: 'monitor',
    delegation: 'monitor',
    operators: 'granted',
  })
})
