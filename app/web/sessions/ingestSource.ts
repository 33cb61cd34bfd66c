/** What a person types as a source, checked before anything is asked of the server. Pure. */

export type SourceCheck =
  | { readonly kind: 'empty' }
  | { readonly kind: 'wrong'; readonly message: string }
  | { readonly kind: 'folder' | 's3'; readonly source: string }

const S3 = /^s3:\/\/([^/]*)(\/.*)?$/i
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; older ones may be longer and in capitals. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/

/** Says whether a text names a folder or a bucket, or what is wrong with it. */
export function checkSource(text: string): SourceCheck {
  const source = unquote(text.trim())
  if (source === '') return { kind: 'empty' }
  const bucket = S3.exec(source)?.[1]
  if (bucket !== undefined) {
    return BUCKET.test(bucket)
      ? { kind: 's3', source }
      : { kind: 'wrong', message: 'After s3:// comes the name of a bucket: s3://my-bucket/recordings/' }
  }
  if (/^s3:/i.test(source))
    return { kind: 'wrong', message: 'A bucket is written s3://my-bucket/recordings/' }
  if (/^https?:/i.test(source)) {
    const message =
      'A bucket is written s3://bucket/prefix. The address of a server of your own goes into AWS_ENDPOINT_URL.'
    return { kind: 'wrong', message }
  }
  if (/^file:\/\//i.test(source) || isAbsolute(source)) return { kind: 'folder', source }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source))
    return { kind: 'wrong', message: 'Lockstep reads folders of this machine and S3 buckets.' }
  return {
    kind: 'wrong',
    message: 'Write the whole path of the folder, from its beginning: /data/recordings',
  }
}

const isAbsolute = (path: string): boolean => path.startsWith('/') || /^([A-Za-z]:)?[\\/]/.test(path)

/** As a file manager or a shell hands a path over. */
const unquote = (text: string): string => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text

/** A source as a person writes it: `file:///data/x` is `/data/x`. */
export const showSource = (uri: string): string => {
  if (!/^file:\/\/\//i.test(uri)) return uri
  try {
    return decodeURIComponent(uri.slice('file://'.length)).replace(/^\/([A-Za-z]:)/, '$1')
  } catch {
    return uri
  }
}

const same = (source: string): string => source.replace(/\/+$/, '')

/** What was ingested from here before and what the catalog knows, each once, the latest first. */
export function mergeRecent(typed: readonly string[], known: readonly string[], most = 6): readonly string[] {
  const trimmed = [...typed, ...known].map(showSource)
  return trimmed
    .filter((source, index) => trimmed.findIndex((other) => same(other) === same(source)) === index)
    .slice(0, most)
}
