/** Why a door answers otherwise, said in more than one row. */
export const NOBODY = 'no person is asked about'
export const NEW = 'whoever signs up has no account yet'
export const BARE_WHY = 'the door knows no organization, so its rules do not apply'
export const NOT_ASKED = 'the gate does not ask this: a new password opens no door by itself'
