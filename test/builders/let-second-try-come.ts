import { vi } from 'vitest'
import { LOOK_UP_BUDGET_MS } from '../../actions/management/management-access.ts'

/** The time for a second try has come, and the budget never ends: a busy tenant is asked no sooner. */
export const letSecondTryCome = (): void =>
  void vi
    .spyOn(AbortSignal, 'timeout')
    .mockImplementation((ms) =>
      ms < LOOK_UP_BUDGET_MS ? AbortSignal.abort() : new AbortController().signal,
    )
