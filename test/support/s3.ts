/**
 * A real S3 server for tests: versitygw on a free port over a temporary folder. Found by LOCKSTEP_VERSITYGW, in the
 * tool cache (`${XDG_CACHE_HOME:-~/.cache}/lockstep/tools/versitygw`), or on PATH.
 */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

export interface S3Server {
  readonly endpoint: string
  /** What `openStore` and the AWS tools read: endpoint, region, credentials. */
  readonly env: Readonly<Record<string, string>>
  createBucket(name: string): Promise<void>
  /** Seeds through S3: a file copied into the server's folder would have no ETag. */
  putObject(bucket: string, key: string, body: Uint8Array): Promise<void>
  stop(): Promise<void>
}

const ACCESS = 'lockstep-test'
const SECRET = 'lockstep-test-secret'

export function findVersitygw(environment = process.env): string | undefined {
  const cache =
    process.platform === 'win32'
      ? (environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData/Local'))
      : environment['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  const name = process.platform === 'win32' ? 'versitygw.exe' : 'versitygw'
  const candidates = [
    environment['LOCKSTEP_VERSITYGW'],
    join(cache, 'lockstep/tools', name),
    ...(environment['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)),
  ]
  return candidates.find((path) => path && existsSync(path))
}

/** Starts a server and waits until it answers; throws with the line that installs it where there is none. */
export async function startS3(): Promise<S3Server> {
  const binary = findVersitygw()
  if (!binary)
    throw new Error('versitygw is not installed: run `npm test` once, or set LOCKSTEP_VERSITYGW to its path')
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-s3-'))
  const port = await findFreePort()
  const address = `127.0.0.1:${port}`
  const child = spawn(
    binary,
    [
      '--port',
      address,
      '--access',
      ACCESS,
      '--secret',
      SECRET,
      '-q',
      '--health',
      '/healthz',
      'posix',
      folder,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let stderr = ''
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const endpoint = `http://${address}`
  await waitForHealth(
    `${endpoint}/healthz`,
    () => child.exitCode,
    () => stderr,
  )
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: ACCESS, secretAccessKey: SECRET },
  })
  return {
    endpoint,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: ACCESS,
      AWS_SECRET_ACCESS_KEY: SECRET,
    },
    createBucket: async (name) => void (await client.send(new CreateBucketCommand({ Bucket: name }))),
    putObject: async (bucket, key, body) =>
      void (await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }))),
    stop: async () => {
      client.destroy()
      child.kill()
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function waitForHealth(
  url: string,
  exitCode: () => number | null,
  stderr: () => string,
): Promise<void> {
  const deadline = performance.now() + 15_000
  while (performance.now() < deadline) {
    if (exitCode() !== null) break
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error(`versitygw did not start (exit code ${exitCode()}): ${stderr().slice(-2000)}`)
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
