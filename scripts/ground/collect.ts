import { type Fault, UserFault } from './user-fault.ts'

/** What came of a piece of work, or what people have to mend before anything does. */
export type Collected<Value> = { readonly value: Value | null; readonly faults: readonly Fault[] }

/** Faults are kept; whatever else is thrown stays our bug. */
export async function collect<Value>(work: () => Promise<Value>): Promise<Collected<Value>> {
  try {
    return { value: await work(), faults: [] }
  } catch (error) {
    if (!(error instanceof UserFault)) throw error
    return { value: null, faults: error.faults }
  }
}
