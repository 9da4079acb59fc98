import { compileAction } from '../../scripts/evidence/guard/compile-action.ts'

type Handler = (event: unknown, api: unknown) => Promise<void>

/** The handlers of an uploaded text, with what this process has. */
export const loadBundle = (code: string): Readonly<Record<string, Handler>> =>
  compileAction(code) as Readonly<Record<string, Handler>>
