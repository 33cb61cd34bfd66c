/** A finished media file as the browser itself plays it, apart from the session's clock. */
interface FilePreviewProps {
  readonly kind: 'audio' | 'video'
  readonly url: string
  /** What it is, for who cannot see it. */
  readonly label: string
  readonly className?: string | undefined
}

export function FilePreview({ kind, url, label, className }: FilePreviewProps) {
  return kind === 'video' ? (
    <video className={className} src={url} controls autoPlay aria-label={label} />
  ) : (
    <audio className={className} src={url} controls autoPlay aria-label={label} />
  )
}
