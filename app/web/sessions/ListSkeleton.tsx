/** The list's shape while it loads. */
import { Skeleton } from '@mantine/core'
import classes from './sessions.module.css'

export function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading sessions">
      <div className={classes.tools}>
        <Skeleton h={30} w={340} />
        <Skeleton h={24} w={320} radius={99} />
      </div>
      <div className={classes.scroll}>
        {Array.from({ length: 9 }, (_, row) => (
          <div key={row} className={classes.ghost}>
            <Skeleton h={12} w={120} />
            <Skeleton h={12} w={130} />
            <Skeleton h={20} />
            <Skeleton h={12} w={180} />
          </div>
        ))}
      </div>
    </div>
  )
}
