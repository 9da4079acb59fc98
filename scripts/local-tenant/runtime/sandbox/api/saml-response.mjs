const SETTERS = [
  'setAttribute',
  'setAudience',
  'setRecipient',
  'setCreateUpnClaim',
  'setPassthroughClaimsWithNoMapping',
  'setMapUnknownClaimsAsIs',
  'setMapIdentities',
  'setSignatureAlgorithm',
  'setDigestAlgorithm',
  'setDestination',
  'setLifetimeInSeconds',
  'setSignResponse',
  'setNameIdentifierFormat',
  'setNameIdentifierProbes',
  'setAuthnContextClassRef',
  'setSigningCert',
  'setIncludeAttributeNameFormat',
  'setTypedAttributes',
  'setEncryptionCert',
  'setEncryptionPublicKey',
  'setCert',
  'setKey',
  'setRelayState',
  'setIssuer',
  'setEncryptionAlgorithm',
]

/** Accepted without effect: the local tenant answers no SAML application. */
export function samlResponse(api) {
  const setters = {}
  for (let i = 0; i < SETTERS.length; i += 1) setters[SETTERS[i]] = () => api()
  return setters
}
