import { collect } from '../../ground/collect.ts'
import { readText } from '../addition.ts'
import { CI_SYSTEMS, fileOf, planPipeline } from './plan-pipeline.ts'

/** Which files of CI systems are not what this version would write, a sentence for each. */
export async function stalePipelines(root: string): Promise<readonly string[]> {
  const told = CI_SYSTEMS.map(async (system) => {
    if ((await readText(root, fileOf(system))) === null) return []
    const { value, faults } = await collect(() =>
      planPipeline({ root, system, branch: '', to: undefined }),
    )
    const isCurrent = value !== null && value.before === value.after
    const [reason] = faults.map(({ message }) => `: ${message}`)
    return isCurrent
      ? []
      : [
          `\`${fileOf(system)}\` is not what this version writes${reason ?? ''}; \`npm run ci -- ${system}\` shows what differs`,
        ]
  })
  return (await Promise.all(told)).flat()
}
