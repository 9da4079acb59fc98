import { z } from 'zod'
import { AcceptedChangeFile } from '../project/accepted-change-file.ts'
import { EnvironmentFile } from '../project/environment-file.ts'
import { RulebookFile } from '../project/rulebook-file.ts'
import { WaiversFile } from './waivers-file.ts'

/** The JSON Schemas that editors complete by, as files: generated from what validates, never edited. */
export const jsonSchemas = (): Readonly<Record<string, string>> => ({
  'tenant/rulebook.schema.json': render(RulebookFile),
  'tenant/environment.schema.json': render(EnvironmentFile),
  'tenant/waivers.schema.json': render(WaiversFile),
  'tenant/accepted-change.schema.json': render(AcceptedChangeFile),
})

const render = (schema: z.ZodType): string =>
  `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', reused: 'ref' }), null, 2)}\n`
