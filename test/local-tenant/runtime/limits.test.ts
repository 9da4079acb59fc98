import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ACTION_LIMITS } from '../../../scripts/local-tenant/runtime/limits.ts'

const scripts = fileURLToPath(new URL('../../../scripts/local-tenant/', import.meta.url))
const texts = readdirSync(scripts, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:ts|mjs)$/.test(name) && !name.endsWith('runtime/limits.ts'))
  .map((name) => readFileSync(join(scripts, name), 'utf8'))
  .join('\n')

// The sandbox is no TypeScript: a name that is not in the table would be a limit that never holds.
test('every limit the sandbox asks for is in the table', () => {
  const names = [...texts.matchAll(/\bLIMITS\.(\w+)/g)].map(([, name]) => name)
  expect(names.filter((name) => !Object.hasOwn(ACTION_LIMITS, name ?? ''))).toEqual([])
  expect(names.length).toBeGreaterThan(20)
})

test('every limit of the table that is not refused is enforced somewhere', () => {
  const idle = Object.entries(ACTION_LIMITS).filter(
    ([name, { claim }]) => claim.fidelity !== 'refused' && !new RegExp(`\\b${name}\\b`).test(texts),
  )
  expect(idle).toEqual([])
})
