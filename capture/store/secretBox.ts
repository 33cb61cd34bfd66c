/**
 * What is secret at rest: AES-256-GCM (NIST SP 800-38D) with a fresh nonce of 96 bits a value, under a key that HKDF
 * (RFC 5869) derives from `capture.key`. A sealed value is nonce, tag, ciphertext; its place (`projects/p/livekit_key`)
 * is authenticated with it, so that a row's secret moved into another row does not open.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { UserError } from '../../core/model/index.ts'
import { readIfAny, writeSecretFile } from './stateFolder.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

export interface SecretBox {
  seal(place: string, text: string): Uint8Array
  /** Throws UserError `capture_key_wrong` where the key or the place is another than it was sealed with. */
  open(place: string, sealed: Uint8Array): string
  /** A key for another purpose, from the same file. */
  derive(purpose: string): Uint8Array
}

/** Reads the key file, making it (mode 0600) where there is none. Throws UserError `capture_key_wrong`. */
export async function openSecretBox(keyFile: string): Promise<SecretBox> {
  if ((await readIfAny(keyFile)) === undefined)
    await writeSecretFile(keyFile, `${randomBytes(KEY_BYTES).toString('base64')}\n`)
  const master = Buffer.from(((await readIfAny(keyFile)) ?? '').trim(), 'base64')
  if (master.length !== KEY_BYTES) {
    throw new UserError(
      'capture_key_wrong',
      `${keyFile} holds ${master.length} bytes, expected ${KEY_BYTES} in base64`,
      {
        hint: 'Restore the file from a backup; without it the stored LiveKit and bucket secrets cannot be read.',
      },
    )
  }
  return createSecretBox(master, keyFile)
}

/** `master`: 32 bytes; `origin` names it in errors. */
export function createSecretBox(master: Uint8Array, origin = 'the capture key'): SecretBox {
  const derive = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', master, new Uint8Array(), `lockstep capture ${purpose}`, KEY_BYTES))
  const key = derive('secrets at rest')
  return {
    derive,
    seal(place, text) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body]))
    },
    open(place, sealed) {
      try {
        const nonce = sealed.subarray(0, NONCE_BYTES)
        const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        decipher.setAAD(Buffer.from(place)).setAuthTag(tag)
        const body = sealed.subarray(NONCE_BYTES + TAG_BYTES)
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch (cause) {
        throw new UserError('capture_key_wrong', `${origin} does not open ${place}`, {
          hint: 'The state was made with another capture.key: restore it, or enter the secrets of the project again.',
          cause,
        })
      }
    },
  }
}
