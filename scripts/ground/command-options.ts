/** What a person gave a command, by the name of the option. */
export type CommandOptions = Readonly<Record<string, string | boolean | undefined>>

/** The text that was given; empty without one. */
export const textOption = (options: CommandOptions, name: string): string =>
  typeof options[name] === 'string' ? options[name] : ''
