/** A title as a name that is safe in keys, paths and URLs (`PlainName` of the API); empty where nothing is left of it. */
export const nameRoom = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[-.]+$/g, '')
    .slice(0, 100)
    .toLowerCase()
