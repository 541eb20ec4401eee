import Link, { type LinkProps } from '@cloudscape-design/components/link';
import { useFollow } from './follow';

/** A link to a page of ours. */
export function FollowLink(props: LinkProps & { href: string }) {
  return <Link {...props} onFollow={useFollow()} />;
}
