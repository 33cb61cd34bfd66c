/** The media type an object is stored under, by its key's extension. */
const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  ogg: 'audio/ogg',
  webm: 'video/webm',
  mp4: 'video/mp4',
}

export const contentTypeOf = (key: string): string =>
  TYPES[/\.([a-z0-9]+)$/i.exec(key)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'
