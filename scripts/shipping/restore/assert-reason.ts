import { refuseFaults } from '../../ground/user-fault.ts'

/** @throws UserFault when nobody said why; `does` says what the command does to a tenant */
export const assertReason = (reason: string, command: string, does: string): void =>
  refuseFaults(
    reason.trim() !== ''
      ? []
      : [
          {
            code: 'reason_missing',
            message: `\`${command}\` ${does}, and nobody said why`,
            fix: 'add `--reason "what happened, and who decided"`; it goes into the receipt',
          },
        ],
  )
