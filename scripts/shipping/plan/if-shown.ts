import { CallRefused } from '../../gateway/call.ts'

/**
 * What is read, or what stands for none of it: a tenant without the feature refuses to show any, and has none, as the
 * scopes for the type were demanded before.
 */
export const ifShown = <Shown>(reading: Promise<Shown>, none: Shown): Promise<Shown> =>
  reading.catch((error) => {
    if (error instanceof CallRefused && WITHOUT_FEATURE.includes(error.status)) return none
    throw error
  })

const WITHOUT_FEATURE = [400, 403, 404, 501]
