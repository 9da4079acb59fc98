import { loadDeployCli } from '../gateway/run-deploy-cli.ts'
import type { Answer } from '../ground/answer.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { type BuiltSession, withBuiltSession } from '../shipping/session.ts'
import { type Command, defineCommand, type Given, type Shape } from './command.ts'
import { ENVIRONMENTS, flag } from './options.ts'
import { CREDENTIALS_NOTE, RECEIPTS } from './writing-options.ts'

const READING = {
  ...ENVIRONMENTS,
  withoutSecrets: flag('do not demand the environment’s secrets; they are then not compared'),
  ...RECEIPTS,
}

/** A command that builds, reads the tenant and writes nothing. */
export const readingCommand = <Options extends Shape>(own: {
  readonly name: string
  readonly summary: string
  readonly options: Options
  readonly notes?: readonly string[]
  look(
    session: BuiltSession,
    given: Given<Options & typeof READING>,
    surroundings: Surroundings,
  ): Promise<Answer>
}): Command =>
  defineCommand<Options & typeof READING>({
    name: own.name,
    summary: own.summary,
    options: { ...READING, ...own.options },
    notes: [
      ...CREDENTIALS_NOTE,
      'scopes: read:<type> of what the environment manages; nothing is written',
      ...(own.notes ?? []),
    ],
    across: 'at once',
    run: async (given, surroundings) => {
      // It takes its time to be read, and the build does not need it.
      loadDeployCli()
      return withBuiltSession(given, surroundings, (session) =>
        own.look(session, given, surroundings),
      )
    },
  })
