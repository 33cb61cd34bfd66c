/** The places a bar leads to; the present one is marked. */
import { Link, useLocation } from 'wouter'
import classes from './topBar.module.css'

export function Places({ of }: { readonly of: readonly (readonly [path: string, name: string])[] }) {
  const [location] = useLocation()
  return (
    <nav className={classes.places} aria-label="Places">
      {of.map(([path, name]) => (
        <Link key={path} href={path} aria-current={location === path.split('?')[0] ? 'page' : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
