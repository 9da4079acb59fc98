import { z } from 'zod'
import { deriveKeys } from '../../actions/records/keyring.ts'
import { openReference } from '../../actions/records/reference.ts'
import { REASON_SENTENCES } from '../../policies/reasons.ts'
import { EXIT, UserFault } from '../ground/failures.ts'
import { lines } from '../ground/printing/lines.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../project/development-key.ts'
import { defineCommand } from './command.ts'

export const reference = defineCommand({
  name: 'reference',
  summary: 'say what a refusal was about: its text, or the log entry that holds it',
  options: {},
  words: { text: z.array(z.string()).default([]).describe('the whole text') },
  async run({ text }, { environmentVariables }) {
    const given = [
      environmentVariables.OG_SIGNING_KEY,
      environmentVariables.OG_VERIFYING_KEY,
    ].filter((secret): secret is string => secret !== undefined && secret !== '')
    // Everyone knows it: whoever has a key of their own must not believe what it sealed.
    const isDevelopmentKey = given.length === 0
    const secrets = isDevelopmentKey ? [DEVELOPMENT_SIGNING_KEY] : given
    const opened = openReference(text.join(' '), secrets.map(deriveKeys))
    if (opened === null) throw new UserFault([notFound(text.join(' '))])
    const { reason, policy } = opened
    const at = new Date(opened.atMs).toISOString()
    const sentence = REASON_SENTENCES[reason]
    return {
      exit: EXIT.ok,
      json: { reason, policy, at, sentence, isDevelopmentKey },
      text: lines(
        `${reason} by ${policy} at ${at}`,
        sentence,
        ...(isDevelopmentKey ? [DEVELOPMENT_NOTE] : []),
      ),
    }
  },
})

const DEVELOPMENT_NOTE =
  'opened with the public development key: true of a local tenant only, anyone can make such a reference; set `OG_SIGNING_KEY` for any other tenant'

const notFound = (text: string): UserFault['faults'][number] => ({
  code: 'reference_not_found',
  message: `\`${text.slice(0, 80)}\` holds no reference that these keys can open`,
  fix: 'pass the whole text of the refusal, and set `OG_SIGNING_KEY` to the key of its environment',
})
