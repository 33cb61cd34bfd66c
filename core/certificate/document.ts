/** A certificate as a document: blocks that paper, page and terminal print each in their own way. */

export interface Column {
  readonly name: string
  /** Numbers stand right. */
  readonly right?: boolean
  /** Long identifiers, which may break anywhere. */
  readonly code?: boolean
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] }
  | {
      readonly kind: 'table'
      readonly name: string
      readonly columns: readonly Column[]
      readonly rows: readonly (readonly string[])[]
    }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string }

/** A number to be seen first, what it is, and what it means. */
export interface Figure {
  readonly name: string
  readonly value: string
  readonly note: string
}

export interface CertificateDocument {
  readonly title: string
  readonly subtitle: string
  readonly blocks: readonly Block[]
}
