// What a browser is given when its officer got in, or one step further.
import { cookieNames, setCookie } from '../access/cookies.js';
import { knownDeviceDays } from '../access/known-device.js';
import type { Entered } from '../access/let-in.js';
import { addressOf } from './page-query.js';
import type { PageAnswer, PageDeps } from './page-route.js';

/** Cookies of a session that has begun, and of the browser it was begun from. */
export function cookiesOf({ config }: Pick<PageDeps, 'config'>, entered: Entered): string[] {
  const names = cookieNames(config);
  const { session, devices } = entered;
  return [
    setCookie(config, names.session, session),
    ...(devices
      ? [setCookie(config, names.devices, devices.join('.'), knownDeviceDays * 86_400)]
      : []),
  ];
}

/** On to where the stage leads. */
export function onwards(
  deps: Pick<PageDeps, 'config'>,
  entered: Entered,
  back: string,
): PageAnswer {
  const ve = back === '/' ? undefined : back;
  const goTo = {
    full: back,
    second_factor: addressOf('/xac-thuc', { ve }),
    enrol: addressOf('/thiet-lap/xac-thuc', { ve }),
  }[entered.stage];
  return { goTo, cookies: cookiesOf(deps, entered) };
}
