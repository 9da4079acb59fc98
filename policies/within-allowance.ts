/**
 * Whether something that is let through on purpose counts at `nowMs`: it has not ended, and its end
 * is no further away than `longestMs`. Why the second: an allowance without a near end is a hole that
 * nobody looks at again, so an end too far away names nobody until it has come near. All in epoch ms;
 * a number that is not finite on either side allows nothing.
 */
export const withinAllowance = (untilMs: number, nowMs: number, longestMs: number): boolean =>
  nowMs < untilMs && untilMs - nowMs <= longestMs && Number.isFinite(longestMs)
