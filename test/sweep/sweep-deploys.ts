import { EXIT } from '../../scripts/ground/exit.ts'
import { makeLocalSecrets } from '../../scripts/shipping/local-secrets.ts'
import { isOldOrNew, readGuardState } from './guard-state.ts'
import { runPlainDeployCli } from './plain-deploy-cli.ts'
import { breakCall, countCalls, type FaultKind, type SweepScene } from './sweep-scene.ts'
import type { WatchResult } from './watch-doors.ts'

/** What came of a deploy whose k-th call failed. */
export type SweepRow = {
  readonly who: 'ours' | 'plain'
  readonly kind: FaultKind
  readonly k: number
  /** The disturbed deploy ended well all the same. */
  readonly survived: boolean
  /** After it, every guard was in its old or its new state. */
  readonly guarded: boolean
  /** The next deploy ended well, in the new state. */
  readonly finished: boolean
  /** Sign-ins from the disturbed deploy's beginning to the next one's end. */
  readonly doors: WatchResult
}

export type SweepRange = {
  readonly kinds: readonly FaultKind[]
  readonly every: number
  /** Rows of a run that was stopped: they are not walked again. */
  readonly earlier: readonly SweepRow[]
}

/** One disturbed deploy, and the next, for every k of every kind. */
export async function sweepDeploys(
  scene: SweepScene,
  who: SweepRow['who'],
  { kinds, every, earlier }: SweepRange,
  onRow: (row: SweepRow, of: number) => Promise<void>,
): Promise<void> {
  const run = who === 'ours' ? scene.deploy : () => runPlain(scene)
  const calls = who === 'ours' ? scene.calls : await countPlainCalls(scene)
  for (const kind of kinds) {
    for (let k = 1; k <= calls; k += every) {
      const known = earlier.find((row) => row.who === who && row.kind === kind && row.k === k)
      await onRow(known ?? { who, kind, k, ...(await disturb(scene, kind, k, run)) }, calls)
    }
  }
}

/** Ends well: our exit code 0, or the Deploy CLI's. */
type Run = () => Promise<unknown>

async function disturb(
  scene: SweepScene,
  kind: FaultKind,
  k: number,
  run: Run,
): Promise<Omit<SweepRow, 'who' | 'kind' | 'k'>> {
  const { running, before, after } = scene
  await scene.rewind()
  const watch = scene.doors.watch()
  breakCall(running, kind, k)
  const survived = await endsWell(run)
  running.control.clearFaults()
  const guarded = isOldOrNew(readGuardState(running), before, after)
  const finished = await endsWell(run)
  const isNew = JSON.stringify(readGuardState(running)) === JSON.stringify(after)
  return { survived, guarded, finished: finished && isNew, doors: await watch.stop() }
}

const endsWell = async (run: Run): Promise<boolean> => {
  try {
    return (await run()) === EXIT.ok
  } catch {
    return false
  }
}

/** As a team would call it that wants the same end state: with deletions allowed. */
async function runPlain({ staged, running }: SweepScene): Promise<number> {
  const { environment } = staged.project
  const { failed } = await runPlainDeployCli(staged.folder, running, {
    AUTH0_ALLOW_DELETE: true,
    AUTH0_EXCLUDED_CLIENTS: ['Org Guard'],
    AUTH0_INCLUDED_ONLY: environment.manages,
    AUTH0_KEYWORD_REPLACE_MAPPINGS: {
      ...environment.keywords,
      ...makeLocalSecrets(environment.secrets, running),
    },
  })
  return failed ? EXIT.bug : EXIT.ok
}

async function countPlainCalls(scene: SweepScene): Promise<number> {
  await scene.rewind()
  return countCalls(scene.running, () => runPlain(scene))
}
