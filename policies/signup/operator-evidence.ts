/**
 * What proves that an operator makes this account, and nobody signs up by themselves: a signed
 * permission for the very address, or a mark that no stranger can leave. The last proves that
 * somebody of the house did it, not that they meant to.
 */
export type OperatorEvidence = 'grant' | 'mark' | 'none'

/** Which accounts that operators make are admitted. */
export type OperatorRule = 'granted' | 'marked'

export const isOperators = (evidence: OperatorEvidence, rule: OperatorRule): boolean =>
  evidence === 'grant' || (evidence === 'mark' && rule === 'marked')
