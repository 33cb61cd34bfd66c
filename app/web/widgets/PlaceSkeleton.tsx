/** While a place's code is on its way: the bar stands already. */
import { TopBar } from './TopBar.tsx'

export function PlaceSkeleton() {
  return (
    <>
      <TopBar />
      <main role="status" aria-label="Loading" />
    </>
  )
}
