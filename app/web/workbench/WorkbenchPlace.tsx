export function WorkbenchPlace({ sessionId }: { readonly sessionId: string }) {
  return <main>{sessionId}</main>
}
