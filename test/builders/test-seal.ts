import { type Seal, sealOf } from '../../scripts/shipping/seal.ts'

export const TEST_SEAL: Seal = sealOf({
  clientId: 'client',
  proof: { kind: 'secret', secret: 'a-secret-for-tests' },
})
