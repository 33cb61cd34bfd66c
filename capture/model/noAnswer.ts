/** Why a server was not reached, by the codes of Node's sockets and TLS (https://nodejs.org/api/errors.html), in words. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it broke the connection off',
  ENOTFOUND: 'no machine of that name is known',
  EAI_AGAIN: 'names cannot be looked up now',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

/** Of what `fetch` threw: `nothing listens there, ECONNREFUSED`. */
export function explainNoAnswer(error: unknown): string {
  const { name, cause } = error as { readonly name?: string; readonly cause?: unknown }
  if (name === 'TimeoutError') return 'no answer in time'
  const code = (cause as { readonly code?: unknown } | undefined)?.code
  if (typeof code !== 'string') return name ?? 'no connection'
  return WORDS[code] === undefined ? code : `${WORDS[code]}, ${code}`
}
