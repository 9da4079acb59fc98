import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FAMILIES } from '../../../scripts/check/families.ts'
import { isObject } from '../../../scripts/ground/json-value.ts'
import { ROOT } from '../../builders/a-checkout.ts'

/** Families by the files that they are in. */
async function exported(): Promise<readonly (readonly [file: string, family: unknown])[]> {
  const folder = join(ROOT, 'scripts/check/families')
  const files = (await readdir(folder)).sort()
  const all = await Promise.all(
    files.map(async (file) =>
      Object.values(await import(join(folder, file)))
        .filter((one) => isObject(one) && 'look' in one)
        .map((family): readonly [string, unknown] => [file, family]),
    ),
  )
  return all.flat()
}

test('`check` asks every family that there is', async () => {
  const there = await exported()
  const listed = new Set<unknown>(FAMILIES)
  const unasked = there.filter(([, family]) => !listed.has(family)).map(([file]) => file)
  expect({ unasked, seen: there.length - unasked.length }).toEqual({
    unasked: [],
    seen: FAMILIES.length,
  })
})
