/** What became of the people of a scenario, hour by hour and in all. */
export type Course = {
  readonly signIns: number
  /** Sign-ins that the plan did not carry: the Authentication API was used up. */
  readonly turnedAway: number
  /** People whom the guard refused, though they do nothing unusual: from the cut-over on, who has no lock. */
  readonly refused: number
  /** Records that logins asked to be written. */
  readonly writes: number
  /** Those of them that the plan refused. */
  readonly writesRefused: number
  readonly lookUps: number
  readonly lookUpsRefused: number
  /** Writes of other callers, and those of them that the plan refused. */
  readonly foreign: number
  readonly foreignRefused: number
  /** When the backfill had seen everybody (hours); null: it has not, or there was none. */
  readonly backfillHours: number | null
  /** The busiest minute of each, which need not be the same. */
  readonly busiestMinute: Readonly<Record<Counted, number>>
  /** Hours until so many of 100 people hold a record; null: they never did. */
  readonly hoursUntil: Readonly<Record<Milestone, number | null>>
  readonly hours: readonly Hour[]
}

export type Counted = 'signIns' | 'writes' | 'lookUps' | 'requests'
export const MILESTONES = [50, 90, 99] as const
export type Milestone = (typeof MILESTONES)[number]

/** How it stands at the end of an hour, and what that hour saw; the last one may be a part. */
export type Hour = {
  readonly kept: number
  readonly signIns: number
  readonly writes: number
  readonly writesRefused: number
}

type Totals = {
  -readonly [Name in keyof Course as Course[Name] extends number ? Name : never]: number
} & { requests: number }

/** Counts as people come. */
export type CourseRecorder = {
  readonly totals: Totals
  readonly busiestMinute: Course['busiestMinute']
  /** @param kept of how many the record is kept by now */
  endMinute(minute: number, kept: number): void
  end(backfillMinute: number | null): Course
}

export function recordCourse(people: number): CourseRecorder {
  const totals: Totals = {
    signIns: 0,
    turnedAway: 0,
    refused: 0,
    writes: 0,
    writesRefused: 0,
    lookUps: 0,
    lookUpsRefused: 0,
    foreign: 0,
    foreignRefused: 0,
    requests: 0,
  }
  const busiestMinute = { signIns: 0, writes: 0, lookUps: 0, requests: 0 }
  const hoursUntil: Record<Milestone, number | null> = { 50: null, 90: null, 99: null }
  const hours: Hour[] = []
  let lastMinute = { ...totals }
  let lastHour = { ...totals }
  let standing = { minute: 0, kept: 0 }
  const endHour = (): void => {
    hours.push({ kept: standing.kept, ...differences(totals, lastHour) })
    lastHour = { ...totals }
  }
  return {
    totals,
    busiestMinute,
    endMinute(minute, kept) {
      standing = { minute, kept }
      for (const one of COUNTED) {
        busiestMinute[one] = Math.max(busiestMinute[one], totals[one] - lastMinute[one])
      }
      lastMinute = { ...totals }
      for (const one of MILESTONES) {
        if (hoursUntil[one] === null && kept * 100 >= one * people) hoursUntil[one] = minute / 60
      }
      if (minute % 60 === 0) endHour()
    },
    end(backfillMinute) {
      if (standing.minute % 60 !== 0) endHour()
      const { requests: _requests, ...counts } = totals
      const backfillHours = backfillMinute === null ? null : backfillMinute / 60
      return { ...counts, backfillHours, busiestMinute, hoursUntil, hours }
    },
  }
}

const COUNTED = ['signIns', 'writes', 'lookUps', 'requests'] as const satisfies readonly Counted[]

const differences = (now: Totals, before: Totals): Omit<Hour, 'kept'> => ({
  signIns: now.signIns - before.signIns,
  writes: now.writes - before.writes,
  writesRefused: now.writesRefused - before.writesRefused,
})
