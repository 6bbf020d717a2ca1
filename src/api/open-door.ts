// Docs and metrics: open to whoever sits at the machine itself, to others by a grant.
import type { RequestHandler } from 'express';
import { authenticate, type AuthenticateDeps } from '../access/authenticate.js';
import { mayAnywhere } from '../access/principal.js';
import { type Config, isLoopback } from '../config.js';
import { Refused } from '../problem.js';

export type DoorDeps = AuthenticateDeps & {
  readonly config: Pick<Config, 'host' | 'baseUrl' | 'province'>;
};

/**
 * Lets a reader through. A service that listens on loopback behind a proxy is not open: its
 * BASE_URL names the proxy.
 * @param logInUrl where a browser that nobody is logged in from is sent
 */
export function openDoor(
  deps: DoorDeps,
  action: 'docs.read' | 'metrics.read',
  logInUrl?: string,
): RequestHandler {
  const base = new URL(deps.config.baseUrl).hostname.replace(/^\[|\]$/g, '');
  const isOpen = isLoopback(deps.config.host) && isLoopback(base);
  return async (request, response, next) => {
    if (!isOpen) {
      const principal = await authenticate(deps, request.headers);
      if (!principal && logInUrl !== undefined && request.accepts(['json', 'html']) === 'html') {
        response.redirect(303, logInUrl);
        return;
      }
      if (!principal) {
        const detail = 'Log in, or send a token that holds: Authorization: Bearer …';
        throw new Refused({ code: 'unauthenticated', detail });
      }
      if (!mayAnywhere(principal, action)) {
        throw new Refused({ code: 'forbidden', detail: `This needs the right ${action}.` });
      }
    }
    next();
  };
}
