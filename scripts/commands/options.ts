import { z } from 'zod'

/** How options are declared: what a person may write, what the code gets of it, what `--help` says. */

/** Any text; empty where nothing was given. */
export const text = (description: string) => z.string().default('').describe(description)

/** There or not. */
export const flag = (description: string) => z.boolean().default(false).describe(description)

export const choice = <const Name extends string>(
  names: readonly Name[],
  byDefault: NoInfer<Name>,
  description: string,
) => z.enum(names).default(byDefault).describe(description)

/**
 * A text that stands for something else.
 * @param accepted ends the sentence "found …, accepted …"
 * @param read null for what is not accepted
 */
export const parsed = <Value>(
  accepted: string,
  byDefault: string,
  description: string,
  read: (text: string) => Value | null,
) =>
  z
    .string()
    .transform((text, context): Value => {
      const value = read(text)
      if (value !== null) return value
      context.addIssue({ code: 'custom', message: accepted })
      return z.NEVER
    })
    .prefault(byDefault)
    .describe(description)

export const wholeNumber = (from: number, byDefault: string, description: string) =>
  parsed(`a whole number from ${from}`, byDefault, description, (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    return number >= from ? number : null
  })

export const port = (byDefault: string, description: string) =>
  parsed(A_PORT, byDefault, `${description}; 0 for any`, portIn)

/** Undefined where nothing was given. */
export const optionalPort = (description: string) =>
  parsed(A_PORT, '', `${description}; 0 for any`, (text) =>
    text === '' ? undefined : portIn(text),
  )

const A_PORT = 'a port from `0` to `65535`'

function portIn(text: string): number | null {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return number <= 65_535 ? number : null
}

/** Epoch ms; undefined where nothing was given. */
export const moment = (description: string) =>
  parsed('a time such as `2026-11-22T12:00:00Z`', '', description, (text) => {
    if (text === '') return undefined
    const ms = Date.parse(text)
    return Number.isNaN(ms) ? null : ms
  })

/** Several, separated by commas, and at least one where it is given at all. */
export const names = (description: string) =>
  z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim()))
    .refine((all) => !all.includes(''), 'names, separated by commas')
    .optional()
    .describe(description)

/** The option of every command about an environment. */
export const ENVIRONMENT = {
  environment: z.string().default('local').describe('name of a file in `environments`'),
}

/** The same where it may be several. */
export const ENVIRONMENTS = {
  ...ENVIRONMENT,
  environments: names('several, separated by commas, each in a process of its own'),
}
