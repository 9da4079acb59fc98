import type { LoginDraft } from '../login/login-draft.ts'
import { loginSpace } from '../login/login-space.ts'
import type { MomentSpace } from '../questions.ts'
import type { SpaceTerms } from '../space-terms.ts'

/**
 * Whoever sets a new password is shown as whoever signs in is, but for the door, and what stands behind a
 * session: the same people are asked about.
 */
export function passwordResetSpace(terms: SpaceTerms): MomentSpace<LoginDraft> {
  const login = loginSpace(terms)
  const { axes } = login.space
  return {
    ...login,
    // The first axis is the door.
    space: { ...login.space, axes: axes.slice(1) },
    toAsked: (draft) => {
      const asked = login.toAsked(draft)
      const { session: _s, refresh_token: _r, transaction: _t, ...event } = asked.event as Shown
      return { ...asked, event }
    },
  }
}

type Shown = {
  readonly session?: object
  readonly refresh_token?: object
  readonly transaction?: object
}
