import { recordOf } from '../adoption/adopt-repository.ts'
import { removeBuilt } from '../adoption/remove-built.ts'
import { planRemoval, type Removal, takeOut } from '../adoption/take-out.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'

/** Takes out what `init` has written, once it was shown and somebody said yes. */
export async function undoAdditions(
  { dryRun, yes }: { readonly dryRun: boolean; readonly yes: boolean },
  { root, print, confirm }: Surroundings,
): Promise<Answer> {
  const removal = await planRemoval(root, recordOf(root))
  if (removal === null) {
    const text = lines('nothing to take out: nothing is remembered that was added here')
    return { exit: EXIT.ok, json: { takenOut: [], left: [] }, text }
  }
  print(renderRemoval(removal))
  if (dryRun) return { exit: EXIT.ok, json: { takenOut: [], left: [] } }
  if (!yes && (await confirm?.('take this out? [y/N] ')) !== true) {
    const text = lines('nothing was taken out; `--yes` takes it out')
    return { exit: EXIT.differences, json: { takenOut: [], left: [] }, text }
  }
  const takenOut = await takeOut(root, removal)
  const left = await removeBuilt(root)
  const text = lines(
    `took out ${takenOut.length} files, and what was built`,
    ...left.map(
      (file) => `left ${file}: it says what was done to a tenant, or somebody put it there`,
    ),
  )
  return { exit: EXIT.ok, json: { takenOut, left }, text }
}

const renderRemoval = ({ left, record }: Removal): Lines =>
  lines(
    ...left.map(({ file, text }) => `${text === null ? 'remove' : 'take lines out of'} ${file}`),
    `remove ${record}`,
  )
