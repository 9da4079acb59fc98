import { deriveKeys } from '../../actions/records/keyring.ts'
import { openReference } from '../../actions/records/reference.ts'
import { REASON_SENTENCES } from '../../policies/reason-sentences.ts'
import { EXIT, UserFault } from '../ground/failures.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../project/development-key.ts'
import type { Command } from './command.ts'

export const reference: Command = {
  name: 'reference',
  summary: 'say what a refusal was about: its text, or the log entry that holds it',
  options: {},
  words: '<text>',
  async run(_options, words, { environmentVariables, print }) {
    const given = [
      environmentVariables.OG_SIGNING_KEY,
      environmentVariables.OG_VERIFYING_KEY,
    ].filter((secret): secret is string => secret !== undefined && secret !== '')
    // Everyone knows it: whoever has a key of their own must not believe what it sealed.
    const secrets = given.length > 0 ? given : [DEVELOPMENT_SIGNING_KEY]
    const opened = openReference(words.join(' '), secrets.map(deriveKeys))
    if (opened === null) throw new UserFault([notFound(words.join(' '))])
    print(`${opened.reason} by ${opened.policy} at ${new Date(opened.atMs).toISOString()}`)
    print(REASON_SENTENCES[opened.reason])
    if (given.length === 0) print(DEVELOPMENT_NOTE)
    return EXIT.ok
  },
}

const DEVELOPMENT_NOTE =
  'opened with the public development key: true of a local tenant only, anyone can make such a reference; set `OG_SIGNING_KEY` for any other tenant'

const notFound = (text: string): UserFault['faults'][number] => ({
  code: 'reference_not_found',
  message: `\`${text.slice(0, 80)}\` holds no reference that these keys can open`,
  fix: 'pass the whole text of the refusal, and set `OG_SIGNING_KEY` to the key of its environment',
})
