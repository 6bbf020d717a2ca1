// A browser without pictures: follows no redirect by itself, keeps cookies, and says with each
// form where it comes from, as browsers do.

export interface Visit {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Where a redirect leads. */
  readonly goTo: string | null;
}

export interface Browsing {
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Visit>;
  /** Sends a form from a page of ours, unless the headers say otherwise. */
  readonly send: (
    path: string,
    form?: Readonly<Record<string, string>>,
    headers?: Record<string, string>,
  ) => Promise<Visit>;
  /** Values by name. */
  readonly cookies: Map<string, string>;
}

export const fromOurPage = { 'sec-fetch-site': 'same-origin' };

export function browsing(url: string): Browsing {
  const cookies = new Map<string, string>();
  const ask = async (path: string, init: RequestInit): Promise<Visit> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie ? { cookie } : {}), ...(init.headers as Record<string, string>) };
    const response = await fetch(`${url}${path}`, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, value);
    }
    return {
      status: response.status,
      text: await response.text(),
      headers: response.headers,
      goTo: response.headers.get('location'),
    };
  };
  return {
    cookies,
    get: (path, headers = {}) => ask(path, { headers }),
    send: (path, form = {}, headers = fromOurPage) =>
      ask(path, { method: 'POST', body: new URLSearchParams(form), headers }),
  };
}
