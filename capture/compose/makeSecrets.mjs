// Makes the secrets of compose.yaml once: random, readable by their owner only, never overwritten.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'secrets')
if (existsSync(folder)) {
  console.error(`${folder} is there already: nothing was changed. Remove it to have all secrets made anew.`)
  process.exit(1)
}
const livekit = randomBytes(32).toString('base64url')
const s3 = { key: randomBytes(10).toString('hex'), secret: randomBytes(32).toString('base64url') }
const files = {
  'livekit-keys.yaml': `lockstep: ${livekit}\n`,
  // One line of JSON is YAML too, and an environment reaches the service whatever user it runs as.
  'egress.env': `EGRESS_CONFIG_BODY=${JSON.stringify({
    api_key: 'lockstep',
    api_secret: livekit,
    ws_url: 'ws://livekit:7880',
    insecure: true,
    health_port: 9090,
    redis: { address: 'redis:6379' },
  })}\n`,
  's3.env': `ROOT_ACCESS_KEY=${s3.key}\nROOT_SECRET_KEY=${s3.secret}\n`,
  'capture.env': [
    'LIVEKIT_API_KEY=lockstep',
    `LIVEKIT_API_SECRET=${livekit}`,
    `AWS_ACCESS_KEY_ID=${s3.key}`,
    `AWS_SECRET_ACCESS_KEY=${s3.secret}`,
    '',
  ].join('\n'),
}
mkdirSync(folder, { mode: 0o700 })
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 })
console.log(`made ${Object.keys(files).length} files in ${folder}`)
