import { openHazardScene } from './hazard-scene.ts'
import { HAZARDS } from './hazards.ts'

export type HazardRow = {
  readonly id: string
  readonly sentence: string
  /** The plain Deploy CLI did it, in this very run. */
  readonly shown: boolean
}

/** Has the plain Deploy CLI do, one after the other, everything that must be impossible with ours. */
export async function showHazards(
  root: string,
  onRow: (row: HazardRow) => void,
): Promise<readonly HazardRow[]> {
  const scene = await openHazardScene(root)
  const rows: HazardRow[] = []
  try {
    for (const { id, sentence, happens } of HAZARDS) {
      await scene.rewind()
      const row = { id, sentence, shown: await happens(scene) }
      rows.push(row)
      onRow(row)
    }
    return rows
  } finally {
    await scene.close()
  }
}
