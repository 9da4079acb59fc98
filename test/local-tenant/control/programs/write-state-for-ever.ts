import { readFile } from 'node:fs/promises'
import { saveStateFile } from '../../../../scripts/local-tenant/state-file.ts'

/** Writes two valid states of different size over each other until it is killed. */
const [file = ''] = process.argv.slice(2)
const text = (await readFile(file, 'utf8')).trim()
const large = `${text.slice(0, -1)}${' '.repeat(4_000_000)}}`
const nextText = (nth: number) => (nth % 2 === 0 ? text : large)
for (let nth = 0; ; nth += 1) {
  await saveStateFile(file, nextText(nth))
  if (nth === 1) process.stdout.write('writing\n')
}
