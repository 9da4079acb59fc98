import type { Asked } from '../guard/load-guard.ts'
import { crossing, type Space, type Where } from './crossing.ts'

/** What is asked at one moment of the product's, drafted. */
export type MomentSpace<Draft> = {
  readonly space: Space<Draft>
  /** What was not crossed, for a person. */
  readonly leftOut: string | null
  readonly toAsked: (draft: Draft) => Asked
}

export type Question = {
  readonly where: Where
  readonly atMs: number
  /** In what the person is not as usual. */
  readonly words: readonly string[]
  readonly toAsked: () => Asked
}

export type Questions = {
  readonly wheres: readonly Where[]
  readonly momentsMs: readonly number[]
  readonly all: Iterable<Question>
  /** Where whoever is unusual in two things was asked about at later moments too, and when. */
  readonly followed: readonly Where[]
  readonly followedMs: readonly number[]
  readonly leftOut: readonly string[]
}

export function questionsOf<Draft>({ space, toAsked, leftOut }: MomentSpace<Draft>): Questions {
  const crossed = crossing(space)
  return {
    wheres: space.wheres,
    momentsMs: space.momentsMs,
    all: {
      *[Symbol.iterator]() {
        for (const { draft, ...point } of crossed.points) {
          yield { ...point, toAsked: () => toAsked(draft) }
        }
      },
    },
    followed: crossed.followed,
    followedMs: crossed.followedMs,
    leftOut: [leftOut, crossed.leftOut].filter((one) => one !== null),
  }
}
