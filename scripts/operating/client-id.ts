import { UserFault } from '../ground/user-fault.ts'
import type { NameList } from '../project/resolve-names.ts'

/** @throws UserFault for an application that the tenant does not have */
export function clientIdOf({ clients }: NameList, name: string): string {
  const found = clients.find((one) => one.name === name)
  if (found !== undefined) return found.id
  throw new UserFault([
    {
      code: 'name_unknown',
      message: `the tenant has no application \`${name}\``,
      fix: 'name one of its applications, as the Dashboard shows it',
    },
  ])
}
