import { z } from 'zod'
import { deriveKeys } from '../../actions/records/keyring.ts'
import { openReference } from '../../actions/records/reference.ts'
import { REASON_SENTENCES } from '../../policies/reasons.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { UserFault } from '../ground/user-fault.ts'
import type { findSubject as FindSubject } from '../operating/find-subject.ts'
import { LOG_SCOPES, type RefusedSubject, subjectIn } from '../operating/refused-subject.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../project/local-environments.ts'
import { defineCommand } from './command.ts'
import { text } from './options.ts'
import { CREDENTIALS_NOTE } from './writing-options.ts'

export const reference = defineCommand({
  name: 'reference',
  summary: 'say what a refusal was about: its text, or the log entry that holds it',
  options: {
    environment: text('where to look for whom it was about, in the log of that tenant'),
  },
  notes: [
    'without --environment nothing is asked: a reference holds no person, a whole entry of the log does',
    `with it: ${CREDENTIALS_NOTE[0]}, and ${LOG_SCOPES.join(', ')}`,
  ],
  words: { text: z.array(z.string()).default([]).describe('the whole text') },
  async run({ text, environment }, surroundings) {
    const { environmentVariables } = surroundings
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
    const whole = text.join(' ')
    const whom =
      subjectIn(whole) ??
      (environment === '' ? null : await lookUp(environment, whole, opened.atMs, surroundings))
    return {
      exit: EXIT.ok,
      json: { reason, policy, at, sentence, isDevelopmentKey, whom },
      text: lines(
        `${reason} by ${policy} at ${at}`,
        sentence,
        ...(whom === null ? notSaid(environment) : [`whom  ${renderSubject(whom)}`]),
        ...(isDevelopmentKey ? [DEVELOPMENT_NOTE] : []),
      ),
    }
  },
})

/** What asks a tenant is loaded where somebody asks it. */
const lookUp: typeof FindSubject = async (...given) =>
  (await import('../operating/find-subject.ts')).findSubject(...given)

/** Who looked and found nothing shall know it; who did not look is told how. */
const notSaid = (environment: string): readonly string[] =>
  environment === ''
    ? []
    : ['whom  no entry of the log has it: the log may be too old, or the refusal wrote none']

const renderSubject = ({ user, application, organization }: RefusedSubject): string =>
  [
    user ?? 'nobody known yet',
    ...(application === null ? [] : [`at ${application}`]),
    ...(organization === null ? [] : [`in ${organization}`]),
  ].join(' ')

const DEVELOPMENT_NOTE =
  'opened with the public development key: true of a local tenant only, anyone can make such a reference; set `OG_SIGNING_KEY` for any other tenant'

const notFound = (text: string): UserFault['faults'][number] => ({
  code: 'reference_not_found',
  message: `\`${text.slice(0, 80)}\` holds no reference that these keys can open`,
  fix: 'pass the whole text of the refusal, and set `OG_SIGNING_KEY` to the key of its environment',
})
