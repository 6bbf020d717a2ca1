// A part of a page about work that goes on: the script asks for the page again and replaces this part;
// without it a link does.
import type { ComponentChildren } from 'preact';

export interface FollowProps {
  readonly isUnderWay: boolean;
  readonly children: ComponentChildren;
}

export function Follow({ isUnderWay, children }: FollowProps) {
  return (
    <div id="tien-do" data-follow={isUnderWay ? '' : undefined} aria-live="polite">
      {children}
      {isUnderWay && (
        <p>
          <a href="">Xem tiến độ mới nhất</a>
        </p>
      )}
    </div>
  );
}
