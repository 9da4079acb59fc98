import { anActionFile } from '../builders/an-action-file.ts'
import type { Ground } from './hazard.ts'

/** Another team's Action for post-login, bound nowhere yet. */
export async function addAction(
  { write }: Ground,
  name: string,
  code = 'exports.onExecutePostLogin = async () => {}\n',
): Promise<void> {
  await write(`actions/${name}/code.js`, code)
  await write(`actions/${name}.json`, JSON.stringify(anActionFile(name)))
}
